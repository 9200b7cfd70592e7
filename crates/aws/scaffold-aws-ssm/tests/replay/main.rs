//! What parameters hold: replayed exchanges, written from the Systems Manager API reference.
#![allow(clippy::unwrap_used, reason = "tests")]

#[allow(dead_code, reason = "shared with other services' tests")]
#[path = "../../../scaffold-aws-ec2/tests/replay/script.rs"]
mod script;

use scaffold_aws_core::AwsCloud;
use scaffold_model::{Answer, Lookup, Value};
use scaffold_provider::{Class, Cloud};
use script::{Exchange, Replay, page};

const NAME: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

impl Replay {
    /// Systems Manager as the script plays it at AWS.
    fn cloud(&self) -> AwsCloud {
        let connection = self.connection(None);
        AwsCloud::new(connection.clone(), vec![scaffold_aws_ssm::service(&connection)])
    }
}

fn parameter(kind: &str, value: &str) -> Exchange {
    let body =
        format!(r#"{{"Parameter":{{"Name":"{NAME}","Type":"{kind}","Value":"{value}","Version":7}}}}"#);
    page("GetParameter", 200, &body)
}

fn absent() -> Exchange {
    page("GetParameter", 400, r#"{"__type":"ParameterNotFound"}"#)
}

fn lookup() -> Lookup {
    Lookup::Parameter { name: NAME.to_owned() }
}

#[tokio::test]
async fn a_parameter_is_looked_up_and_none_is_nothing() {
    let replay = Replay::new(vec![
        parameter("String", "ami-0123").with("Name", NAME).with("WithDecryption", "false"),
        absent(),
    ]);
    let cloud = replay.cloud();
    assert_eq!(cloud.lookup(&lookup()).await.unwrap(), Answer::Value(Value::from("ami-0123")));
    assert_eq!(cloud.lookup(&lookup()).await.unwrap(), Answer::Value(Value::Null));
    assert_eq!(cloud.cost()[0].calls, 2);
    replay.is_over();
}

#[tokio::test]
async fn a_secret_never_comes_into_a_plan() {
    let replay = Replay::new(vec![parameter("SecureString", "AQICAHh0")]);
    let error = replay.cloud().lookup(&lookup()).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid);
    assert!(error.message.contains("SecureString") && !error.to_string().contains("AQICAHh0"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_refused_look_up_says_what_to_allow() {
    let denied =
        r#"{"__type":"AccessDeniedException","Message":"not authorized to perform: ssm:GetParameter"}"#;
    let replay = Replay::new(vec![page("GetParameter", 400, denied)]);
    let error = replay.cloud().lookup(&lookup()).await.unwrap_err();
    assert_eq!(error.class, Class::Permission);
    assert!(error.message.contains("allow `ssm:GetParameter`"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_secret_is_read_decrypted_and_one_that_is_missing_is_told() {
    let replay = Replay::new(vec![
        parameter("SecureString", "hunter2").with("Name", NAME).with("WithDecryption", "true"),
        absent(),
    ]);
    let secrets = scaffold_aws_ssm::secrets(&replay.connection(None));
    assert_eq!(secrets.parameter(NAME).await.unwrap().reveal(), "hunter2");
    let Err(error) = secrets.parameter(NAME).await else { panic!("there is none") };
    assert_eq!((error.class, error.code.as_deref()), (Class::Gone, Some("ParameterNotFound")));
    assert!(error.message.contains("put-parameter --type SecureString"), "{error}");
    replay.is_over();
}
