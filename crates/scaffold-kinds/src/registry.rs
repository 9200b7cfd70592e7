use scaffold_model::KindSchema;

use crate::{
    Kind, autoscaling, cloudfront, ec2, elasticache, elbv2, events, iam, lambda, logs, rds, s3, secrets, sqs,
};

/// The schemas of every kind, in the order of the documentation. One line per kind.
pub fn all() -> impl Iterator<Item = &'static KindSchema> {
    const KINDS: &[fn() -> &'static KindSchema] = &[
        ec2::Vpc::schema,
        ec2::InternetGateway::schema,
        ec2::Subnet::schema,
        ec2::ElasticIp::schema,
        ec2::NatGateway::schema,
        ec2::RouteTable::schema,
        ec2::VpcEndpoint::schema,
        ec2::SecurityGroup::schema,
        ec2::SecurityGroupRules::schema,
        ec2::SingleRule::schema,
        ec2::FlowLog::schema,
        iam::Role::schema,
        iam::InstanceProfile::schema,
        logs::LogGroup::schema,
        elbv2::LoadBalancer::schema,
        elbv2::TargetGroup::schema,
        elbv2::Targets::schema,
        elbv2::Listener::schema,
        elbv2::ListenerRule::schema,
        ec2::LaunchTemplate::schema,
        autoscaling::Group::schema,
        secrets::Secret::schema,
        rds::SubnetGroup::schema,
        rds::ParameterGroup::schema,
        rds::Instance::schema,
        elasticache::SubnetGroup::schema,
        elasticache::ParameterGroup::schema,
        elasticache::User::schema,
        elasticache::UserGroup::schema,
        elasticache::ReplicationGroup::schema,
        elasticache::Cluster::schema,
        cloudfront::OriginAccessControl::schema,
        cloudfront::CachePolicy::schema,
        cloudfront::ResponseHeadersPolicy::schema,
        cloudfront::Function::schema,
        cloudfront::Distribution::schema,
        sqs::Queue::schema,
        s3::Bucket::schema,
        s3::BucketPolicy::schema,
        s3::BucketNotification::schema,
        lambda::Layer::schema,
        lambda::Function::schema,
        lambda::Alias::schema,
        lambda::Permission::schema,
        lambda::Url::schema,
        lambda::EventSource::schema,
        events::Rule::schema,
    ];
    KINDS.iter().map(|schema| schema())
}

/// The schema of a kind by name.
pub fn schema(kind: &str) -> Option<&'static KindSchema> {
    all().find(|schema| schema.kind.as_str() == kind)
}
