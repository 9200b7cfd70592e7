//! What a group stands on, made in moto by hand: calls of other services, as forms over plain HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;

/// What fixtures of other services would have made.
pub struct World {
    pub subnets: Vec<String>,
    pub templates: Vec<String>,
    pub target_groups: Vec<String>,
}

impl World {
    pub fn make(endpoint: &str) -> Self {
        let ec2 = |form: &str| ask(endpoint, "ec2", &format!("{form}&Version=2016-11-15"));
        let elb = |form: &str| ask(endpoint, "elasticloadbalancing", &format!("{form}&Version=2015-12-01"));
        let template = |name: &str| {
            let made = ec2(&format!(
                "Action=CreateLaunchTemplate&LaunchTemplateName={name}\
                 &LaunchTemplateData.ImageId=ami-760aaa0f&LaunchTemplateData.InstanceType=t3.micro"
            ));
            all(&made, "launchTemplateId").remove(0)
        };
        let subnets = ec2("Action=DescribeSubnets&Filter.1.Name=default-for-az&Filter.1.Value.1=true");
        let vpc = all(&subnets, "vpcId").remove(0);
        let target_group = |name: &str| {
            let form = format!("Action=CreateTargetGroup&Name={name}&Protocol=HTTP&Port=80&VpcId={vpc}");
            all(&elb(&form), "TargetGroupArn").remove(0)
        };
        Self {
            subnets: all(&subnets, "subnetId"),
            templates: vec![template("spare"), template("web")],
            target_groups: vec![target_group("blue"), target_group("green")],
        }
    }
}

/// The body of moto's answer. It looks at the service's name in the signature, and at nothing else of it.
fn ask(endpoint: &str, service: &str, form: &str) -> String {
    let host = endpoint.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = form.len();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=0\r\n\r\n{form}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

/// Every text of an element.
fn all(answer: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let pieces = answer.split(&open).skip(1);
    pieces.filter_map(|piece| piece.split_once(&close)).map(|(text, _)| text.to_owned()).collect()
}
