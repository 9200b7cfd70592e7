//! What RDS does and no emulator: replayed exchanges, written from its API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod creating;
mod deleting;
mod groups;
mod modifying;
mod rates;
mod regions;
#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;
mod waiting;

use std::sync::Arc;

use async_trait::async_trait;
use scaffold_aws_core::{AwsCloud, PasswordSource, Secret};
use scaffold_model::{Address, PhysicalId, StackId, Value, Values};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, UpdateRequest};
use script::{Exchange, Replay};

/// Gives one password, whatever secret is asked for.
struct Passwords;

#[async_trait]
impl PasswordSource for Passwords {
    async fn password(&self, secret: &str, version: Option<&str>) -> Result<Secret, Error> {
        Ok(Secret::new(format!("password in {secret} {}", version.unwrap_or_default())))
    }
}

impl Replay {
    /// RDS as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_rds::service(&connection, Arc::new(Passwords))])
    }
}

fn stack() -> StackId {
    StackId { name: "shop".into(), environment: None, region: "us-east-1".into() }
}

fn values(entries: &[(&str, Value)]) -> Values {
    entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// A database as small as it can be said, with more.
fn database(more: &[(&str, Value)]) -> Values {
    let mut all = values(&[
        ("engine", "postgres".into()),
        ("instance_class", "db.r7g.large".into()),
        ("storage_type", "gp3".into()),
        ("storage_encrypted", true.into()),
        ("multi_az", false.into()),
        ("public", false.into()),
        ("network_type", "IPV4".into()),
        ("iam_authentication", false.into()),
        ("auto_minor_upgrade", true.into()),
        ("monitoring_seconds", 0.into()),
        ("copy_tags_to_snapshot", false.into()),
        ("deletion_protection", false.into()),
        ("final_snapshot", true.into()),
    ]);
    all.extend(values(more));
    all
}

fn create(values: Values) -> CreateRequest {
    let tags = [
        ("scaffold:stack", "shop@us-east-1"),
        ("scaffold:address", "database.orders/x"),
        ("scaffold:name", "shop-orders-0123abcd"),
    ];
    CreateRequest {
        stack: stack(),
        address: Address::parse("database.orders/x").unwrap(),
        values,
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        name: Some("shop-orders-0123abcd".to_owned()),
    }
}

fn update(id: &str, patch: Values, values: Values) -> UpdateRequest {
    UpdateRequest {
        id: PhysicalId::from(id),
        stack: stack(),
        address: Address::parse("database.orders/x").unwrap(),
        before: Values::new(),
        patch,
        values,
    }
}

fn delete(id: &str) -> DeleteRequest {
    DeleteRequest { id: PhysicalId::from(id), stack: stack(), values: Values::new() }
}

fn on(action: &str, result: &str) -> Exchange {
    let body = format!(
        "<{action}Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{action}Response>"
    );
    script::page(action, 200, &body)
}

/// An answer with error as RDS writes it.
fn refused(action: &str, status: u16, code: &str, message: &str) -> Exchange {
    let body = format!(
        "<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    );
    script::page(action, status, &body)
}

const OURS: &str = "<TagList><Tag><Key>scaffold:stack</Key><Value>shop@us-east-1</Value></Tag>\
                    <Tag><Key>scaffold:address</Key><Value>database.orders/x</Value></Tag>\
                    <Tag><Key>scaffold:name</Key><Value>shop-orders-0123abcd</Value></Tag></TagList>";

/// An instance as a list shows it, in a state, with more.
fn instance(status: &str, more: &str) -> String {
    let id = "shop-orders-0123abcd";
    format!(
        "<DBInstance><DBInstanceIdentifier>{id}</DBInstanceIdentifier><DBInstanceClass>db.r7g.large</DBInstanceClass>\
         <Engine>postgres</Engine><EngineVersion>16.4</EngineVersion><DBInstanceStatus>{status}</DBInstanceStatus>\
         <AllocatedStorage>100</AllocatedStorage><StorageType>gp3</StorageType><StorageEncrypted>true</StorageEncrypted>\
         <MasterUsername>app</MasterUsername><DbiResourceId>db-M5ENSHXFPU6XHZ4G4ZEI5QIO2U</DbiResourceId>\
         <DBInstanceArn>arn:aws:rds:us-east-1:123456789012:db:{id}</DBInstanceArn>\
         <Endpoint><Address>{id}.c0.us-east-1.rds.amazonaws.com</Address><Port>5432</Port></Endpoint>\
         <PreferredMaintenanceWindow>sun:04:00-sun:04:30</PreferredMaintenanceWindow>{more}</DBInstance>"
    )
}

fn listed(instances: &str) -> Exchange {
    on("DescribeDBInstances", &format!("<DBInstances>{instances}</DBInstances>"))
}
