import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface WatchProps {
  readonly machine: StateMachine;
  /** Functions that the state machine calls, and those behind the API; an alarm takes ten at most. */
  readonly steps: readonly lambda.IFunction[];
  readonly doors: readonly lambda.IFunction[];
  readonly api: HttpApi;
  readonly table: Table;
  readonly topic: ITopic;
  readonly monthlyBudgetUsd: number;
}

const PERIOD = Duration.minutes(5);
/** Parts of the budget at which it is told: on the way, and when it is foreseen to be passed. */
const SPENT_PERCENT = 80;
const FORECAST_PERCENT = 100;

/** Alarms, one dashboard and a budget, all told by the topic. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    const { machine, steps, doors, api, table, topic } = props;
    const period = { period: PERIOD };
    // Ids have to differ within a graph, and may only be of letters, digits and underscores.
    const sum = (metrics: readonly cloudwatch.IMetric[], label: string): cloudwatch.IMetric => {
      const ids = metrics.map((_, index) => `${label.replace(/\W/g, '_')}_${index}`);
      return new cloudwatch.MathExpression({
        expression: ids.join(' + '),
        usingMetrics: Object.fromEntries(metrics.map((metric, index) => [ids[index], metric])),
        label,
        ...period,
      });
    };
    const lost = sum(
      [machine.metricFailed(period), machine.metricTimedOut(period), machine.metricAborted(period)],
      'runs not finished',
    );
    const errors = (handlers: readonly lambda.IFunction[], label: string) =>
      sum(
        handlers.map((handler) => handler.metricErrors(period)),
        `errors of ${label}`,
      );
    const refused = (handlers: readonly lambda.IFunction[], label: string) =>
      sum(
        handlers.map((handler) => handler.metricThrottles(period)),
        `throttled ${label}`,
      );
    const stepErrors = errors(steps, 'steps');
    const doorErrors = errors(doors, 'the API');
    const stepsRefused = refused(steps, 'steps');
    const doorsRefused = refused(doors, 'API functions');
    const serverErrors = api.metricServerError(period);
    const throttled = sum(
      [table.metricThrottledRequestsForOperation('BatchWriteItem', period)],
      'writes throttled',
    );

    const alarm = (name: string, metric: cloudwatch.IMetric, alarmDescription: string): void => {
      new cloudwatch.Alarm(this, name, {
        metric,
        alarmDescription,
        // One is too many: each is a run that someone waits for.
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(topic));
    };
    alarm('RunsLost', lost, 'A run ended without a report. Runbook: A run was interrupted.');
    alarm('StepErrors', stepErrors, 'A step failed. Runbook: A function fails.');
    alarm('DoorErrors', doorErrors, 'The API failed. Runbook: A function fails.');
    alarm('StepsRefused', stepsRefused, 'Steps are throttled. Runbook: Throttling.');
    alarm('DoorsRefused', doorsRefused, 'The API is throttled. Runbook: Throttling.');
    alarm('ApiErrors', serverErrors, 'The API answered 5xx. Runbook: A function fails.');
    alarm('WritesThrottled', throttled, 'The table refuses writes. Runbook: Throttling.');

    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [
          new cloudwatch.GraphWidget({
            title: 'Runs',
            left: [machine.metricStarted(period), machine.metricSucceeded(period), lost],
          }),
          new cloudwatch.GraphWidget({
            title: 'Duration of runs',
            left: [
              machine.metricTime({ ...period, statistic: 'p50' }),
              machine.metricTime({ ...period, statistic: 'p95' }),
            ],
          }),
        ],
        [
          new cloudwatch.GraphWidget({
            title: 'Duration of functions (p95)',
            left: [...steps, ...doors].map((handler) =>
              handler.metricDuration({ ...period, statistic: 'p95', label: handler.node.id }),
            ),
          }),
          new cloudwatch.GraphWidget({
            title: 'Errors',
            left: [stepErrors, doorErrors, stepsRefused, doorsRefused, serverErrors],
          }),
        ],
        [
          new cloudwatch.GraphWidget({
            title: 'API',
            left: [api.metricCount(period), api.metricClientError(period)],
            right: [api.metricLatency({ ...period, statistic: 'p95' })],
          }),
          new cloudwatch.GraphWidget({
            title: 'Table',
            left: [
              table.metricConsumedWriteCapacityUnits(period),
              table.metricConsumedReadCapacityUnits(period),
            ],
          }),
        ],
      ],
    });

    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    const notice = (notificationType: string, threshold: number) => ({
      notification: { notificationType, threshold, comparisonOperator: 'GREATER_THAN' },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.monthlyBudgetUsd, unit: 'USD' },
        costFilters: { TagKeyValue: ['user:application$assay'] },
      },
      notificationsWithSubscribers: [
        notice('ACTUAL', SPENT_PERCENT),
        notice('FORECASTED', FORECAST_PERCENT),
      ],
    });
  }
}
