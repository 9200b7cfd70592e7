use scaffold_model::{PhysicalId, Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay, reset};
use crate::{
    NAME, PATH, TAGS, TRUST, absent, arn, create, encoded, on, refused, role_values, stack, tag_list,
};

const INLINE: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a+b/50%/*"}]}"#;
const MANAGED: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/// A role as lists and reads show it; the list shows neither tags nor boundary.
fn shown(name: &str, path: &str, more: &str) -> String {
    format!(
        "<Path>{path}</Path><RoleName>{name}</RoleName><RoleId>AROA1</RoleId>\
         <Arn>arn:aws:iam::123456789012:role{path}{name}</Arn><CreateDate>2026-11-22T08:00:00Z</CreateDate>\
         <AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument><Description>what it is for</Description>\
         <MaxSessionDuration>7200</MaxSessionDuration>{more}",
        encoded(TRUST)
    )
}

fn read(more: &str) -> Exchange {
    on("GetRole", &format!("<Role>{}</Role>", shown(NAME, PATH, more))).with("RoleName", NAME)
}

fn policies(names: &str, arns: &str) -> [Exchange; 2] {
    [
        on(
            "ListRolePolicies",
            &format!("<PolicyNames>{names}</PolicyNames><IsTruncated>false</IsTruncated>"),
        ),
        on(
            "ListAttachedRolePolicies",
            &format!("<AttachedPolicies>{arns}</AttachedPolicies><IsTruncated>false</IsTruncated>"),
        ),
    ]
}

fn no_policies() -> [Exchange; 2] {
    policies("", "")
}

fn made() -> Exchange {
    on("CreateRole", &format!("<Role>{}</Role>", shown(NAME, PATH, "")))
}

/// A role as the account's list shows it: with policies and tags, without description and session.
fn detail(name: &str, tags: &str) -> String {
    format!(
        "<member><Path>{PATH}</Path><RoleName>{name}</RoleName><RoleId>AROA1</RoleId>\
         <Arn>arn:aws:iam::123456789012:role{PATH}{name}</Arn>\
         <AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument><RolePolicyList><member>\
         <PolicyName>assets</PolicyName><PolicyDocument>{}</PolicyDocument></member></RolePolicyList>\
         <AttachedManagedPolicies><member><PolicyName>ReadOnlyAccess</PolicyName><PolicyArn>{MANAGED}</PolicyArn>\
         </member></AttachedManagedPolicies><PermissionsBoundary><PermissionsBoundaryArn>{MANAGED}\
         </PermissionsBoundaryArn></PermissionsBoundary>{tags}</member>",
        encoded(TRUST),
        encoded(INLINE)
    )
}

#[tokio::test]
async fn roles_are_read_in_bulk_page_by_page() {
    let member = |name: &str| format!("<member>{}</member>", shown(name, PATH, ""));
    let list = |roles: String, rest: &str| on("ListRoles", &format!("<Roles>{roles}</Roles>{rest}"));
    let details = |roles: String, rest: &str| {
        let all = format!("<RoleDetailList>{roles}</RoleDetailList>{rest}");
        on("GetAccountAuthorizationDetails", &all)
    };
    let truncated = "<IsTruncated>true</IsTruncated><Marker>more</Marker>";
    let foreign = [("scaffold:stack", "other@us-east-1"), ("scaffold:address", "iam.role.web")];
    let replay = Replay::new(
        vec![
            list(member("three") + &member("four"), "").with("Marker", "more"),
            list(member("one") + &member("two"), truncated)
                .with("PathPrefix", "/scaffold/us-east-1/shop@prod/")
                .with("MaxItems", "1000"),
            details(detail("two", "") + &detail("three", &tag_list(&foreign)), "").with("Marker", "more"),
            details(detail("one", &tag_list(&TAGS)), truncated)
                .with("Filter.member.1", "Role")
                .with("MaxItems", "1000"),
            // The fourth is not in the account's list yet.
            on("GetRole", &format!("<Role>{}</Role>", shown("four", PATH, &tag_list(&TAGS))))
                .with("RoleName", "four"),
        ]
        .into_iter()
        .chain(no_policies())
        .collect(),
    );
    let cloud = replay.cloud();
    let live = cloud.provider("iam.role").unwrap().survey(&stack()).await.unwrap();
    let names: Vec<&str> = live.iter().filter_map(|live| live.name.as_deref()).collect();
    assert_eq!(names, ["one", "two", "four"], "the third is another stack's by its tags");
    let expected = [
        ("assume_role_policy", Value::from(TRUST)),
        ("inline_policies", Value::Map(Values::from([("assets".to_owned(), Value::from(INLINE))]))),
        ("attached_policies", Value::List(vec![Value::from(MANAGED)])),
        ("permissions_boundary", Value::from(MANAGED)),
        ("description", Value::from("what it is for")),
        ("max_session_seconds", Value::from(7200)),
    ];
    for (name, value) in expected {
        assert_eq!(live[0].value(name), &value, "{name}");
    }
    let identity = live[1].identity.as_ref().unwrap();
    assert_eq!((identity.stack.as_str(), identity.address.as_str()), ("shop/prod@us-east-1", "iam.role.web"));
    assert!(identity.name.is_none() && live[1].tags.is_empty(), "the path says whose it is");
    replay.is_over();
}

#[tokio::test]
async fn a_stack_without_roles_is_one_call() {
    let replay = Replay::new(vec![on("ListRoles", "<Roles/><IsTruncated>false</IsTruncated>")]);
    let cloud = replay.cloud();
    assert_eq!(cloud.provider("iam.role").unwrap().survey(&stack()).await.unwrap(), []);
    assert_eq!(cloud.cost()[0].calls, 1);
    replay.is_over();
}

#[tokio::test]
async fn a_role_is_read_by_its_own_arn() {
    let inline = format!(
        "<RoleName>{NAME}</RoleName><PolicyName>assets</PolicyName><PolicyDocument>{}</PolicyDocument>",
        encoded(INLINE)
    );
    let attached = format!("<member><PolicyName>R</PolicyName><PolicyArn>{MANAGED}</PolicyArn></member>");
    let script = [read(&tag_list(&TAGS)), on("GetRolePolicy", &inline).with("PolicyName", "assets")];
    let script = script.into_iter().chain(policies("<member>assets</member>", &attached));
    let gone = [absent("GetRole"), read("")].into_iter().chain(no_policies());
    let replay = Replay::new(script.chain(gone).collect());
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    let live = provider.read(&PhysicalId::new(arn())).await.unwrap().unwrap();
    assert_eq!(live.id.as_str(), arn());
    assert_eq!(live.value("inline_policies").as_map().unwrap()["assets"].as_text(), Some(INLINE));
    assert_eq!(live.value("name").as_text(), Some(NAME));
    assert_eq!(provider.read(&PhysicalId::new(arn())).await.unwrap(), None);
    // A role of that name at another path is another role.
    let other = PhysicalId::new(format!("arn:aws:iam::123456789012:role/{NAME}"));
    assert_eq!(provider.read(&other).await.unwrap(), None);
    replay.is_over();
}

#[tokio::test]
async fn a_role_is_made_with_path_and_tags_and_its_policies_follow_when_it_is_seen() {
    let policies_wanted = Value::Map(Values::from([("assets".to_owned(), Value::from(INLINE))]));
    let values = role_values(&[
        ("inline_policies", policies_wanted),
        ("attached_policies", Value::List(vec![Value::from(MANAGED)])),
    ]);
    let replay = Replay::new(vec![
        made()
            .with("RoleName", NAME)
            .with("Path", PATH)
            .with("AssumeRolePolicyDocument", TRUST)
            .with("Tags.member.1.Key", "scaffold:address")
            .with("Tags.member.3.Key", "scaffold:stack"),
        absent("PutRolePolicy"),
        absent("PutRolePolicy"),
        on("PutRolePolicy", "").with("PolicyName", "assets").with("PolicyDocument", INLINE),
        on("AttachRolePolicy", "").with("PolicyArn", MANAGED),
    ]);
    let id = replay.cloud().provider("iam.role").unwrap().create(&create(values)).await.unwrap();
    assert_eq!(id.as_str(), arn());
    replay.is_over();
}

#[tokio::test]
async fn what_has_the_name_is_ours_or_an_error() {
    let taken = || {
        refused("CreateRole", 409, "EntityAlreadyExists", &format!("Role with name {NAME} already exists."))
    };
    let ours = [reset("CreateRole"), taken(), read(&tag_list(&TAGS))].into_iter().chain(no_policies());
    let replay = Replay::new(ours.collect());
    let id = replay.cloud().provider("iam.role").unwrap().create(&create(role_values(&[]))).await.unwrap();
    assert_eq!(id.as_str(), arn());
    replay.is_over();

    let theirs = tag_list(&[("scaffold:stack", "other@us-east-1"), ("scaffold:address", "iam.role.web")]);
    let replay = Replay::new([taken(), read(&theirs)].into_iter().chain(no_policies()).collect());
    let cloud = replay.cloud();
    let error = cloud.provider("iam.role").unwrap().create(&create(role_values(&[]))).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains(&arn()) && error.message.contains("rename or delete it"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_principal_that_was_just_made_is_waited_for_and_another_is_not() {
    let other =
        "arn:aws:iam::123456789012:role/scaffold/us-east-1/shop@prod/iam.role.other/shop-prod-other-89abcdef";
    let trust = TRUST.replace(r#""Service":"ec2.amazonaws.com""#, &format!(r#""AWS":"{other}""#));
    let values = role_values(&[("assume_role_policy", Value::from(trust))]);
    let malformed =
        || refused("CreateRole", 400, "MalformedPolicyDocument", "Invalid principal in policy: \"AWS\"");
    let replay = Replay::new(vec![malformed(), malformed()]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    let request = create(values);
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::Invalid);
    cloud.found(&PhysicalId::from(other));
    assert_eq!(provider.create(&request).await.unwrap_err().class, Class::NotYetVisible);
    replay.is_over();
}

#[tokio::test]
async fn a_failure_after_creation_names_what_was_made() {
    let values = role_values(&[("attached_policies", Value::List(vec![Value::from(MANAGED)]))]);
    let replay = Replay::new(vec![
        made(),
        refused(
            "AttachRolePolicy",
            404,
            "NoSuchEntity",
            "Policy arn:aws:iam::aws:policy/ReadOnlyAccess does not exist",
        ),
    ]);
    let error = replay.cloud().provider("iam.role").unwrap().create(&create(values)).await.unwrap_err();
    assert_eq!(error.class, Class::Invalid, "it is the policy that is not there, not the role");
    assert!(error.message.contains("check the ARN"), "{error}");
    assert_eq!(error.made.as_ref().map(PhysicalId::as_str), Some(arn().as_str()));
    replay.is_over();
}
