import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge, logicalId } from '../acknowledge.ts';

export interface RunMachineProps {
  readonly gather: lambda.IFunction;
  /** Gathers for runs whose logins need a browser. */
  readonly gatherInBrowser?: lambda.IFunction | undefined;
  readonly judgeLines: lambda.IFunction;
  readonly judge: lambda.IFunction;
  readonly render: lambda.IFunction;
  readonly interrupt: lambda.IFunction;
  readonly topic: ITopic;
  /** Where lines of exported files lie until they have been judged. */
  readonly bucket: Bucket;
}

/** A run that takes longer is one whose target has gone away. */
const LONGEST_RUN = Duration.hours(12);
/** Gatherings of one run; far above what a slow target needs, far below the 25,000 events allowed. */
const MOST_GATHERINGS = 1500;

/** Functions that judge lines at once: 10 GB take a minute, and other functions keep their share. */
const LINES_ABREAST = 40;

/** Errors of the service that have nothing to do with what was asked. */
const TRANSIENT: sfn.RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
  jitterStrategy: sfn.JitterType.FULL,
};
/** Steps can be done again without harm, so that a function killed on its way is worth another try. */
const OTHERWISE: sfn.RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(10),
  backoffRate: 3,
  maxAttempts: 2,
};

const CAUGHT: sfn.CatchProps = {
  errors: ['States.ALL'],
  assign: { cause: "{% $states.errorOutput.Error & ': ' & $states.errorOutput.Cause %}" },
};

/**
 * Carries a run from its start to its report: gather, have lines judged and wait until done, judge,
 * render, tell.
 */
export class RunMachine extends Construct {
  readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: RunMachineProps) {
    super(scope, id);

    const interrupted = this.#step('Interrupt', props.interrupt).next(
      sfn.Fail.jsonata(this, 'Interrupted', {
        error: 'Assay.Interrupted',
        cause: "{% 'run ' & $runId & ': ' & $cause %}",
      }),
    );
    const gaveUp = sfn.Pass.jsonata(this, 'Give up', {
      assign: { cause: `gathering was not done after ${MOST_GATHERINGS} turns` },
    }).next(interrupted);

    const caught = (step: sfn.TaskStateBase): sfn.TaskStateBase =>
      step.addCatch(interrupted, CAUGHT);
    const gather = caught(
      this.#step('Gather', props.gather, { gatherings: '{% $gatherings + 1 %}' }),
    );
    const judge = caught(this.#step('Judge', props.judge));
    const render = caught(this.#step('Render', props.render));
    const done = sfn.Succeed.jsonata(this, 'Done', { outputs: { runId: '{% $runId %}' } });
    const notify = tasks.SnsPublish.jsonata(this, 'Notify', {
      topic: props.topic,
      subject: 'Assay: a run has finished',
      message: sfn.TaskInput.fromText("{% 'Run ' & $runId & ' has finished.' %}"),
    });
    notify.addCatch(done, { errors: ['States.ALL'] });

    const wait = sfn.Wait.jsonata(this, 'Wait', {
      time: sfn.WaitTime.seconds('{% $states.input.seconds %}'),
    });
    wait.next(gather);
    const judgeLines = this.#judgeLines(props).addCatch(interrupted, CAUGHT);
    judgeLines.next(gather);
    render.next(notify).next(done);
    judge.next(render);
    const gathered = sfn.Choice.jsonata(this, 'Gathered?');
    const { gatherInBrowser } = props;
    if (gatherInBrowser !== undefined) {
      // The function without one asks for it, once each turn and before it does anything.
      const inBrowser = caught(this.#step('Gather in a browser', gatherInBrowser));
      gathered.when(sfn.Condition.jsonata("{% $states.input.kind = 'browser' %}"), inBrowser);
      inBrowser.next(gathered);
    }
    gather.next(
      gathered
        .when(sfn.Condition.jsonata("{% $states.input.kind = 'done' %}"), judge)
        .when(sfn.Condition.jsonata(`{% $gatherings >= ${MOST_GATHERINGS} %}`), gaveUp)
        .when(sfn.Condition.jsonata("{% $states.input.kind = 'lines' %}"), judgeLines)
        .otherwise(wait),
    );
    const begin = sfn.Pass.jsonata(this, 'Begin', {
      assign: { runId: '{% $states.input.runId %}', gatherings: 0 },
    });

    const log = new logs.LogGroup(this, 'Log', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new sfn.StateMachine(this, 'Machine', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      definitionBody: sfn.DefinitionBody.fromChainable(begin.next(gather)),
      timeout: LONGEST_RUN,
      tracingEnabled: true,
      // Only ids travel between states, so that the log may hold them.
      logs: { destination: log, level: sfn.LogLevel.ALL, includeExecutionData: true },
    });
    acknowledge(this.machine.role, 'AwsSolutions-IAM5[Resource::*]', {
      reason: 'Log delivery and X-Ray know no resources: their actions are granted on * only.',
    });
    const executions =
      'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:' +
      `{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${logicalId(this.machine)}"}]}]}`;
    for (const which of [':*', '/*:*']) {
      acknowledge(this.machine, `AwsSolutions-IAM5[Resource::${executions}${which}]`, {
        reason: 'A distributed map starts executions of this one machine, whose names it makes up.',
      });
    }
    for (const handler of [
      props.gather,
      ...(gatherInBrowser === undefined ? [] : [gatherInBrowser]),
      props.judgeLines,
      props.judge,
      props.render,
      props.interrupt,
    ]) {
      acknowledge(this.machine.role, `AwsSolutions-IAM5[Resource::<${logicalId(handler)}.Arn>:*]`, {
        reason: 'Versions and aliases of this one function, which the service may resolve to.',
      });
    }
  }

  /**
   * Has the lines judged that lie in the bucket, each chunk by a function of its own. Keys travel and
   * lines do not; what chunks come to is found in the bucket by the next gathering.
   */
  #judgeLines({ judgeLines, bucket }: RunMachineProps): sfn.DistributedMap {
    const map = sfn.DistributedMap.jsonata(this, 'Judge lines', {
      itemReader: new sfn.S3ObjectsItemReader({
        bucket: Bucket.fromBucketName(this, 'Lines', bucket.bucketName),
        prefix: "{% 'runs/' & $runId & '/lines/todo/' %}",
      }),
      itemSelector: {
        runId: '{% $runId %}',
        key: '{% $states.context.Map.Item.Value.Key %}',
      },
      // Paid by time, which is short, and not by state.
      mapExecutionType: sfn.StateMachineType.EXPRESS,
      maxConcurrency: LINES_ABREAST,
      outputs: {},
    });
    return map.itemProcessor(
      tasks.LambdaInvoke.jsonata(this, 'Judge a chunk', {
        lambdaFunction: judgeLines,
        payload: sfn.TaskInput.fromObject({
          runId: '{% $states.input.runId %}',
          key: '{% $states.input.key %}',
        }),
        // Thousands of them make one answer, which has its limit.
        outputs: {},
        retryOnServiceExceptions: false,
      })
        .addRetry(TRANSIENT)
        .addRetry(OTHERWISE),
    );
  }

  /** A function given the run id; what it answers is the input of the next state. */
  #step(id: string, handler: lambda.IFunction, assign?: Record<string, unknown>) {
    return tasks.LambdaInvoke.jsonata(this, id, {
      lambdaFunction: handler,
      payload: sfn.TaskInput.fromObject({ runId: '{% $runId %}' }),
      outputs: '{% $states.result.Payload %}',
      ...(assign === undefined ? {} : { assign }),
      retryOnServiceExceptions: false,
    })
      .addRetry(TRANSIENT)
      .addRetry(OTHERWISE);
  }
}
