import manifest from '../package.json' with { type: 'json' };

/** The version that results are signed with. */
export const TOOL_VERSION = manifest.version;
