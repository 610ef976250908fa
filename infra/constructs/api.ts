import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** `GET /runs/{id}`: method, a space, path. */
export type Route = `${'GET' | 'POST'} /${string}`;

export interface ApiProps {
  readonly issuer: string;
  readonly audience: string;
  /** Routes that need a token. */
  readonly guarded: Readonly<Record<Route, lambda.IFunction>>;
  /** Routes that browsers and EHRs come to without one. */
  readonly open: Readonly<Record<Route, lambda.IFunction>>;
}

/** A person and a scheduler need far less; a flood is stopped before it costs. */
const REQUESTS_PER_SECOND = 20;
const BURST = 40;

/** The HTTP API before the functions: tokens checked, requests limited, each one logged. */
export class Api extends Construct {
  readonly api: apigateway.HttpApi;
  readonly stage: apigateway.HttpStage;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.api = new apigateway.HttpApi(this, 'Http', {
      description: 'Assay: runs and reports',
      createDefaultStage: false,
    });
    const log = new logs.LogGroup(this, 'AccessLog', {
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new apigateway.HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: REQUESTS_PER_SECOND, burstLimit: BURST },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(log),
        // The route and not the path: a callback's query holds a code.
        format: AccessLogFormat.custom(
          JSON.stringify({
            at: '$context.requestTime',
            id: '$context.requestId',
            from: '$context.identity.sourceIp',
            route: '$context.routeKey',
            status: '$context.status',
            milliseconds: '$context.responseLatency',
            bytes: '$context.responseLength',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    const authorizer = new HttpJwtAuthorizer('Jwt', props.issuer, {
      jwtAudience: [props.audience],
    });
    for (const [route, handler] of Object.entries(props.guarded)) {
      this.#add(route, handler, { authorizer });
    }
    for (const [route, handler] of Object.entries(props.open)) {
      for (const added of this.#add(route, handler, {})) {
        acknowledge(added, 'AwsSolutions-APIG4', {
          reason: `${route} is for browsers and EHRs that hold no token of ours; it tells nothing of runs but to who knows their secret page, and takes but the first answer to a login that one waits for.`,
        });
      }
    }
  }

  #add(
    route: string,
    handler: lambda.IFunction,
    options: Pick<apigateway.AddRoutesOptions, 'authorizer'>,
  ): apigateway.HttpRoute[] {
    const [method, path] = route.split(' ');
    if (path === undefined) throw new Error(`"${route}" is no route`);
    return this.api.addRoutes({
      path,
      methods: [method === 'POST' ? apigateway.HttpMethod.POST : apigateway.HttpMethod.GET],
      integration: new HttpLambdaIntegration(`${method}${path}`.replace(/\W+/g, ''), handler),
      ...options,
    });
  }
}
