use scaffold_model::{PhysicalId, Value};
use scaffold_provider::{Class, Cloud};
use serde_json::json;

use crate::script::{Exchange, Replay};
use crate::{ARN, SECRET, create, member, on, refused, tags, update, values};

const KIND: &str = "elbv2.listener";

fn balancer() -> String {
    format!("{ARN}:loadbalancer/app/edge/0a")
}

fn arn() -> String {
    format!("{ARN}:listener/app/edge/0a/0b")
}

fn listeners(action: &str, actions: &str) -> Exchange {
    let listener = format!(
        "<ListenerArn>{}</ListenerArn><LoadBalancerArn>{}</LoadBalancerArn><Port>443</Port><Protocol>HTTPS</Protocol>\
         <SslPolicy>ELBSecurityPolicy-TLS13-1-2-2021-06</SslPolicy>\
         <Certificates><member><CertificateArn>arn:certificate</CertificateArn></member></Certificates>\
         <DefaultActions>{actions}</DefaultActions>",
        arn(),
        balancer()
    );
    on(action, &format!("<Listeners>{}</Listeners>", member(&listener)))
}

fn parent(address: Option<&str>) -> Exchange {
    tags(&[(&balancer(), address)]).with("ResourceArns.member.1", &balancer())
}

fn ours() -> Exchange {
    tags(&[(&arn(), Some("load_balancer.edge/x"))]).with("ResourceArns.member.1", &arn())
}

fn signing_in(parameter: &str) -> serde_json::Value {
    json!([
        { "authenticate_oidc": {
            "issuer": "https://id.example.com",
            "authorization_endpoint": "https://id.example.com/authorize",
            "token_endpoint": "https://id.example.com/token",
            "user_info_endpoint": "https://id.example.com/userinfo",
            "client_id": "web",
            "client_secret": { "parameter": parameter },
        } },
        { "forward": { "target_groups": [{ "target_group": "arn:group" }] } },
    ])
}

fn https(actions: serde_json::Value) -> serde_json::Value {
    json!({
        "load_balancer": balancer(),
        "port": 443,
        "protocol": "HTTPS",
        "certificate": "arn:certificate",
        "default_actions": actions,
    })
}

#[tokio::test]
async fn a_secret_goes_into_the_call_and_nowhere_else() {
    let call = |exchange: Exchange| {
        exchange
            .with("DefaultActions.member.1.Order", "1")
            .with("DefaultActions.member.1.AuthenticateOidcConfig.ClientSecret", SECRET)
            .with("DefaultActions.member.2.TargetGroupArn", "arn:group")
            .with("Tags.member.2.Key", "scaffold:client-secret")
            .with("Tags.member.2.Value", "/shop/oidc:3")
    };
    let request = create(values(KIND, https(signing_in("/shop/oidc:3"))));
    let replay = Replay::new(vec![
        parent(Some("load_balancer.edge/load_balancer")),
        call(listeners("CreateListener", "")),
        ours(),
    ]);
    replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap();
    replay.is_over();

    let replay = Replay::new(vec![
        parent(Some("load_balancer.edge/load_balancer")),
        call(refused("CreateListener", "InvalidLoadBalancerAction", "The endpoint cannot be reached")),
    ]);
    let error = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert!(!format!("{error} {error:?} {request:?}").contains(SECRET));
    replay.is_over();
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_is_told_before_anything_is_sent() {
    let replay = Replay::new(vec![parent(Some("load_balancer.edge/load_balancer"))]);
    let request = create(values(KIND, https(signing_in("/shop/none"))));
    let error = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert!(error.message.contains("/shop/none"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn where_a_secret_is_from_is_noted_and_read_back() {
    let oidc = member(
        "<Type>authenticate-oidc</Type><Order>1</Order><AuthenticateOidcConfig><Issuer>https://id.example.com</Issuer>\
         <ClientId>web</ClientId></AuthenticateOidcConfig>",
    );
    let noted = tags(&[(&arn(), Some("load_balancer.edge/x"))]);
    let replay = Replay::new(vec![
        on("ModifyListener", "").with("DefaultActions.member.1.AuthenticateOidcConfig.ClientSecret", SECRET),
        noted,
        on("AddTags", "")
            .with("Tags.member.1.Key", "scaffold:client-secret")
            .with("Tags.member.1.Value", "/shop/oidc:3"),
        listeners("DescribeListeners", &oidc),
        on(
            "DescribeTags",
            &format!(
                "<TagDescriptions><member><ResourceArn>{}</ResourceArn><Tags><member><Key>scaffold:client-secret</Key>\
                 <Value>/shop/oidc:3</Value></member></Tags></member></TagDescriptions>",
                arn()
            ),
        ),
        on("DescribeListenerAttributes", "<Attributes/>"),
        on("DescribeListenerCertificates", "<Certificates/>"),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(KIND).unwrap();
    let request = update(&arn(), &["default_actions"], values(KIND, https(signing_in("/shop/oidc:3"))));
    provider.update(&request).await.unwrap();
    let live = provider.read(&PhysicalId::from(arn().as_str())).await.unwrap().unwrap();
    let action =
        live.value("default_actions").as_list().unwrap()[0].as_map().unwrap()["authenticate_oidc"].clone();
    let secret = &action.as_map().unwrap()["client_secret"];
    assert_eq!(*secret, Value::from_json(&json!({ "parameter": "/shop/oidc:3" })).unwrap());
    assert!(live.tags.is_empty(), "it is no tag of the user's: {:?}", live.tags);
    replay.is_over();
}

#[tokio::test]
async fn a_port_that_is_taken_is_ours_or_an_error() {
    let taken = || refused("CreateListener", "DuplicateListener", "A listener already exists on this port");
    let request = || create(values(KIND, https(json!([{ "fixed_response": { "status_code": 404 } }]))));
    let begun = || {
        vec![parent(Some("load_balancer.edge/load_balancer")), taken(), listeners("DescribeListeners", "")]
    };
    let replay = Replay::new([begun(), vec![ours()]].concat());
    let id = replay.cloud().provider(KIND).unwrap().create(&request()).await.unwrap();
    assert_eq!(id.as_str(), arn());
    replay.is_over();

    let replay = Replay::new([begun(), vec![tags(&[(&arn(), None)])]].concat());
    let error = replay.cloud().provider(KIND).unwrap().create(&request()).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("a listener on port 443"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_listener_of_a_balancer_that_is_not_the_stacks_is_refused_before_anything_is_written() {
    let replay = Replay::new(vec![parent(None)]);
    let request = create(values(KIND, https(json!([{ "fixed_response": { "status_code": 404 } }]))));
    let error = replay.cloud().provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert!(error.message.contains("is not of this stack"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_group_that_still_serves_another_balancer_is_waited_for() {
    let message = "The following target groups cannot be associated with more than one load balancer";
    let replay = Replay::new(vec![refused("ModifyListener", "TargetGroupAssociationLimit", message)]);
    let actions = json!([{ "forward": { "target_groups": [{ "target_group": "arn:group" }] } }]);
    let request = update(&arn(), &["default_actions"], values(KIND, https(actions)));
    let error = replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Dependency);
    replay.is_over();
}

#[tokio::test]
async fn one_call_carries_what_the_patch_names_and_nothing_else() {
    let replay = Replay::new(vec![
        on("ModifyListener", "").with("Port", "444").with("SslPolicy", "ELBSecurityPolicy-FS-2018-06"),
    ]);
    let mut said = https(json!([{ "fixed_response": { "status_code": 404 } }]));
    said["port"] = json!(444);
    said["ssl_policy"] = json!("ELBSecurityPolicy-FS-2018-06");
    let request = update(&arn(), &["port", "ssl_policy"], values(KIND, said));
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    for unsaid in ["Protocol", "Certificates.member.1.CertificateArn", "DefaultActions.member.1.Type"] {
        assert!(replay.sent("ModifyListener", unsaid).is_empty(), "{unsaid}");
    }
    replay.is_over();
}

#[tokio::test]
async fn certificates_are_added_before_others_go_and_the_default_one_is_no_further_one() {
    let certificate = |arn: &str, default: bool| {
        member(&format!("<CertificateArn>{arn}</CertificateArn><IsDefault>{default}</IsDefault>"))
    };
    let there = [certificate("arn:certificate", true), certificate("arn:old", false)].concat();
    let replay = Replay::new(vec![
        on("DescribeListenerCertificates", &format!("<Certificates>{there}</Certificates>")),
        on("AddListenerCertificates", "").with("Certificates.member.1.CertificateArn", "arn:new"),
        on("RemoveListenerCertificates", "").with("Certificates.member.1.CertificateArn", "arn:old"),
    ]);
    let mut said = https(json!([{ "fixed_response": { "status_code": 404 } }]));
    said["additional_certificates"] = json!(["arn:new"]);
    let request = update(&arn(), &["additional_certificates"], values(KIND, said));
    replay.cloud().provider(KIND).unwrap().update(&request).await.unwrap();
    let order = ["DescribeListenerCertificates", "AddListenerCertificates", "RemoveListenerCertificates"];
    assert_eq!(replay.actions(), order);
    replay.is_over();
}

#[tokio::test]
async fn what_was_just_made_is_waited_for_and_not_taken_for_someone_elses() {
    let unseen = || refused("DescribeTags", "ListenerNotFound", "One or more listeners not found");
    let unknown = || refused("CreateListener", "TargetGroupNotFound", "Target groups 'arn:group' not found");
    let replay = Replay::new(vec![
        refused("DescribeTags", "LoadBalancerNotFound", "One or more load balancers not found"),
        parent(Some("load_balancer.edge/load_balancer")),
        unknown(),
        listeners("CreateListener", ""),
        unseen(),
        unseen(),
        ours(),
    ]);
    let cloud = replay.cloud();
    cloud.found(&PhysicalId::from("arn:group"));
    cloud.found(&PhysicalId::from(balancer().as_str()));
    let forward = json!([{ "forward": { "target_groups": [{ "target_group": "arn:group" }] } }]);
    let request = create(values(KIND, https(forward)));
    let id = cloud.provider(KIND).unwrap().create(&request).await.unwrap();
    assert_eq!(id.as_str(), arn());
    replay.is_over();
}
