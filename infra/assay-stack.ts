import {
  CfnCondition,
  CfnOutput,
  CfnParameter,
  Duration,
  Fn,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { HandlerName } from './bundle.ts';
import { Api } from './constructs/api.ts';
import { Egress } from './constructs/egress.ts';
import { Handler, type HandlerProps } from './constructs/handler.ts';
import { Nightly, type NightlyRun } from './constructs/nightly.ts';
import { RunMachine } from './constructs/run-machine.ts';
import { DEFAULT_RETENTION_DAYS, Storage } from './constructs/storage.ts';
import { Watch } from './constructs/watch.ts';

export interface AssayStackProps extends StackProps {
  /** Where the bundle of each function lies. */
  readonly bundles: Readonly<Record<HandlerName, string>>;
  readonly retentionDays?: number;
  readonly monthlyBudgetUsd?: number;
  readonly nightly?: NightlyRun;
  /** Lets targets be tested whose addresses are private, for functions placed in their network. */
  readonly privateTargets?: boolean;
  /** Lets gathering come from one address, by a network with a NAT gateway. */
  readonly fixedEgress?: boolean;
  /** Folder of a Chromium built for Lambda; without one the login driver "browser" is refused. */
  readonly chromium?: string;
  /** JWK Set, as text, of public keys to show beside those of KMS. */
  readonly publicJwks?: string;
}

const NO_KEYS = '{"keys":[]}';

/** Functions that nobody waits for at the API. */
const STEPS: readonly HandlerName[] = [
  'gather',
  'gather-in-browser',
  'judge-lines',
  'judge',
  'render',
  'interrupt',
  'start-scheduled-run',
];

/** A night's runs of a few targets cost less than a dollar a month; the keys cost three. */
const DEFAULT_BUDGET_USD = 20;
/** The most that a function may run, so that a gathering is cut into as few turns as may be. */
const LONGEST = Duration.minutes(15);
/** A chunk takes a second; the rest is for the slowest start. */
const LINES_TIMEOUT = Duration.minutes(1);
const API_TIMEOUT = Duration.seconds(29);
/** One whole processor: gathering parses, judging walks every resource of the evidence. */
const WHOLE_PROCESSOR_MB = 1769;
/** Planning compiles schemas; with less a start takes seconds. */
const PLANNING_MB = 1024;
/** Chromium and its pages beside what gathering needs; two processors for both. */
const BROWSER_MB = 3538;
const SMALL_MB = 512;

/** All of Assay in AWS. */
export class AssayStack extends Stack {
  constructor(scope: Construct, id: string, props: AssayStackProps) {
    super(scope, id, { description: 'Assay: tester of certified EHR technology', ...props });
    const { privateTargets = false } = props;
    const allowed = { privateTargets, browserLogins: props.chromium !== undefined };
    Tags.of(this).add('application', 'assay');
    const issuer = new CfnParameter(this, 'JwtIssuer', {
      description: 'Issuer of the tokens that the API accepts, e.g. a Cognito user pool',
      allowedPattern: '^https://.+',
    });
    const audience = new CfnParameter(this, 'JwtAudience', {
      description: 'Audience (or client id) that these tokens must have',
      minLength: 1,
    });

    const storage = new Storage(this, 'Storage', {
      retentionDays: props.retentionDays ?? DEFAULT_RETENTION_DAYS,
    });
    const topic = this.#topic(storage);

    const steps: Handler[] = [];
    const doors: Handler[] = [];
    const handler = (
      name: HandlerName,
      description: string,
      memoryMb: number,
      timeout: Duration = API_TIMEOUT,
      place: Pick<HandlerProps, 'egress' | 'chromium'> = {},
    ): Handler => {
      const folder = props.bundles[name];
      const made = new Handler(this, { name, folder, description, memoryMb, timeout, ...place });
      (STEPS.includes(name) ? steps : doors).push(made);
      return made;
    };

    const egress = props.fixedEgress === true ? new Egress(this, 'Egress') : undefined;
    if (egress !== undefined) new CfnOutput(this, 'EgressAddress', { value: egress.address });

    const gathers = (made: Handler): Handler =>
      made
        .writesRuns(storage)
        .writesEvidence(storage)
        .sealsSecrets(storage)
        .readsSecrets()
        .signsAssertions(storage)
        .tells(topic, storage);
    const chromium =
      props.chromium === undefined
        ? undefined
        : new LayerVersion(this, 'Chromium', {
            code: Code.fromAsset(props.chromium),
            compatibleArchitectures: [Architecture.X86_64],
            description: 'Chromium for logins in a browser',
          });

    const run = new RunMachine(this, 'Run', {
      gather: gathers(handler('gather', 'Meets the EHR', WHOLE_PROCESSOR_MB, LONGEST, { egress })),
      gatherInBrowser:
        chromium === undefined
          ? undefined
          : gathers(
              handler('gather-in-browser', 'Meets the EHR in a browser', BROWSER_MB, LONGEST, {
                egress,
                chromium,
              }),
            ).hasChromium(),
      judgeLines: handler(
        'judge-lines',
        'Judges a part of an exported file',
        WHOLE_PROCESSOR_MB,
        LINES_TIMEOUT,
      ).writesEvidence(storage),
      judge: handler('judge', 'Makes verdicts', WHOLE_PROCESSOR_MB, LONGEST)
        .writesRuns(storage)
        .writesEvidence(storage),
      render: handler('render', 'Makes reports', WHOLE_PROCESSOR_MB, LONGEST)
        .writesRuns(storage)
        .writesEvidence(storage),
      interrupt: handler(
        'interrupt',
        'Closes a run that could not go on',
        WHOLE_PROCESSOR_MB,
        LONGEST,
      )
        .writesRuns(storage)
        .writesEvidence(storage),
      topic,
      bucket: storage.bucket,
    });
    storage.dataKey.grant(run.machine, 'kms:Decrypt', 'kms:GenerateDataKey');

    // What a browser brings here is sealed for gathering, which alone may open it.
    const door = (name: HandlerName, description: string): Handler =>
      handler(name, description, SMALL_MB).writesRuns(storage).sealsAnswers(storage);

    const api = new Api(this, 'Api', {
      issuer: issuer.valueAsString,
      audience: audience.valueAsString,
      guarded: {
        'POST /runs': handler('start-run', 'Starts a run', PLANNING_MB)
          .writesRuns(storage)
          .starts(run.machine)
          .mayStart(allowed),
        'GET /runs': handler('list-runs', 'Lists runs', SMALL_MB).readsRuns(storage),
        'GET /runs/{id}': handler('get-run', 'Shows a run', SMALL_MB).readsRuns(storage),
        'GET /runs/{id}/report': handler('get-report', 'Sends a report', PLANNING_MB).readsEvidence(
          storage,
        ),
      },
      open: {
        'GET /launch': door('launch', 'Where EHRs launch to'),
        ...routesOf(door('callback', 'Where authorizations are answered'), [
          'GET /callback',
          'POST /callback',
        ]),
        ...routesOf(door('login', 'Shows people where to log in'), [
          'GET /login/{ticket}',
          'POST /login/{ticket}',
        ]),
        'GET /jwks.json': handler('jwks', 'Shows the public keys', SMALL_MB)
          .showsSignKeys(storage, props.publicJwks ?? NO_KEYS)
          .writesRuns(storage),
      },
    });

    if (props.nightly !== undefined) {
      const start = handler('start-scheduled-run', 'Starts the nightly run', PLANNING_MB)
        .writesRuns(storage)
        .starts(run.machine)
        .mayStart(allowed);
      new Nightly(this, 'Nightly', { ...props.nightly, start });
    }

    new Watch(this, 'Watch', {
      machine: run.machine,
      steps,
      doors,
      api: api.api,
      table: storage.table,
      topic,
      monthlyBudgetUsd: props.monthlyBudgetUsd ?? DEFAULT_BUDGET_USD,
    });

    acknowledge(storage.bucket, 'AwsSolutions-S1', {
      reason:
        'Only functions of this stack reach the bucket, and each download passes the access log of the API; a second bucket of logs would tell no more.',
    });
    new CfnOutput(this, 'SignKeyArns', {
      description: 'For key.kms of the clients in configurations',
      value: Object.values(storage.signKeys)
        .map(({ keyArn }) => keyArn)
        .join(','),
    });
    new CfnOutput(this, 'ApiUrl', { value: api.stage.url });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn });
  }

  /** Notices of runs, alarms and the budget, by e-mail where an address is given. */
  #topic({ dataKey }: Storage): Topic {
    const topic = new Topic(this, 'Notices', { masterKey: dataKey, enforceSSL: true });
    for (const service of ['cloudwatch', 'budgets']) {
      topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
          actions: ['sns:Publish'],
          resources: [topic.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
        }),
      );
    }
    const email = new CfnParameter(this, 'NotifyEmail', {
      description: 'Address for notices and alarms; none when empty',
      default: '',
    });
    const subscription = new CfnSubscription(this, 'NotifyByEmail', {
      topicArn: topic.topicArn,
      protocol: 'email',
      endpoint: email.valueAsString,
    });
    subscription.cfnOptions.condition = new CfnCondition(this, 'HasEmail', {
      expression: Fn.conditionNot(Fn.conditionEquals(email.valueAsString, '')),
    });
    return topic;
  }
}

const routesOf = <R extends string>(made: Handler, routes: readonly R[]): Record<R, Handler> =>
  Object.fromEntries(routes.map((route) => [route, made])) as Record<R, Handler>;
