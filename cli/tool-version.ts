import manifest from '../package.json' with { type: 'json' };

export const TOOL_VERSION = manifest.version;
