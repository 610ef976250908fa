import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A network in which functions meet EHRs from one address, for those that list who may come. */
export class Egress extends Construct {
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.SecurityGroup;
  /** The address to be listed. */
  readonly address: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const elasticIp = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
    this.address = elasticIp.attrPublicIp;
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      // One address is the point; a second gateway would be a second address.
      natGateways: 1,
      natGatewayProvider: ec2.NatProvider.gateway({
        eipAllocationIds: [elasticIp.attrAllocationId],
      }),
      subnetConfiguration: [
        { name: 'outside', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 28 },
        { name: 'functions', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
      ],
      // Would bring a function of the CDK's own along; nothing here uses the default group.
      restrictDefaultSecurityGroup: false,
      // What goes to the table and the bucket neither passes the gateway nor is paid for there.
      gatewayEndpoints: {
        table: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
        bucket: { service: ec2.GatewayVpcEndpointAwsService.S3 },
      },
    });
    // Its class and its interface differ in optional members only, which our compiler minds.
    this.vpc = vpc as ec2.IVpc;
    vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, 'FlowLogs', {
          retention: logs.RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      ),
      trafficType: ec2.FlowLogTrafficType.ALL,
    });
    this.securityGroup = new ec2.SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: 'Assay: functions that meet EHRs; nothing comes in',
      // EHRs listen on ports of their own choice.
      allowAllOutbound: true,
    });
  }
}
