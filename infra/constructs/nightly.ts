import { Duration, TimeZone } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { acknowledge, logicalId } from '../acknowledge.ts';

/** A run that comes again by itself. */
export interface NightlyRun {
  /** `cron(…)` or `rate(…)` of EventBridge Scheduler. */
  readonly schedule: string;
  readonly timeZone: string;
  /** The configuration of the run; secrets in it are references only. */
  readonly config: unknown;
}

export interface NightlyProps extends NightlyRun {
  readonly start: lambda.IFunction;
}

/** Starts a run by schedule; another try later where one is still under way. */
export class Nightly extends Construct {
  constructor(scope: Construct, id: string, { schedule, timeZone, config, start }: NightlyProps) {
    super(scope, id);
    const target = new LambdaInvoke(start, {
      input: scheduler.ScheduleTargetInput.fromObject(config),
      maxEventAge: Duration.hours(1),
      retryAttempts: 3,
    });
    new scheduler.Schedule(this, 'Schedule', {
      schedule: scheduler.ScheduleExpression.expression(schedule, TimeZone.of(timeZone)),
      target,
      description: 'Assay: the nightly run',
    });
    // The role is made by the target, beside the function's own.
    acknowledge(
      this.node.scope ?? this,
      `AwsSolutions-IAM5[Resource::<${logicalId(start)}.Arn>:*]`,
      {
        reason: 'Versions and aliases of this one function, which the service may resolve to.',
      },
    );
  }
}
