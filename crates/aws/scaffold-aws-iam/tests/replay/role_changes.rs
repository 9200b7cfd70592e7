use scaffold_model::{PhysicalId, Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{NAME, TRUST, absent, arn, delete, encoded, on, refused, role_values, update};

const OLD: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const NEW: &str = "arn:aws:iam::aws:policy/PowerUserAccess";

fn inline(names: &[&str]) -> Exchange {
    let names: String = names.iter().map(|name| format!("<member>{name}</member>")).collect();
    on("ListRolePolicies", &format!("<PolicyNames>{names}</PolicyNames><IsTruncated>false</IsTruncated>"))
}

fn attached(arns: &[&str]) -> Exchange {
    let arn = |arn: &&str| format!("<member><PolicyName>p</PolicyName><PolicyArn>{arn}</PolicyArn></member>");
    let arns: String = arns.iter().map(arn).collect();
    on("ListAttachedRolePolicies", &format!("<AttachedPolicies>{arns}</AttachedPolicies>"))
}

fn document(action: &str) -> Value {
    let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
    Value::text(format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#))
}

#[tokio::test]
async fn own_policies_are_a_complete_set() {
    let same = document("s3:GetObject");
    let wanted = Values::from([
        ("same".to_owned(), same.clone()),
        ("reworded".to_owned(), document("sqs:SendMessage")),
        ("new".to_owned(), document("sns:Publish")),
    ]);
    let before = Values::from([
        ("same".to_owned(), same),
        ("reworded".to_owned(), document("sqs:*")),
        ("by-hand".to_owned(), document("*")),
    ]);
    let values = role_values(&[("inline_policies", Value::Map(wanted))]);
    let mut request = update(&arn(), values, &["inline_policies"]);
    request.before = Values::from([("inline_policies".to_owned(), Value::Map(before))]);
    let replay = Replay::new(vec![
        inline(&["same", "reworded", "by-hand", "later-by-hand"]),
        on("PutRolePolicy", "").with("PolicyName", "new"),
        on("PutRolePolicy", "").with("PolicyName", "reworded"),
        on("DeleteRolePolicy", "").with("PolicyName", "by-hand"),
        absent("DeleteRolePolicy").with("PolicyName", "later-by-hand"),
    ]);
    replay.cloud().provider("iam.role").unwrap().update(&request).await.unwrap();
    let actions = replay.actions();
    assert!(
        actions.iter().rposition(|it| it == "PutRolePolicy")
            < actions.iter().position(|it| it == "DeleteRolePolicy")
    );
    replay.is_over();
}

#[tokio::test]
async fn a_managed_policy_comes_before_the_old_one_goes_unless_there_is_no_room() {
    let values = || role_values(&[("attached_policies", Value::List(vec![Value::from(NEW)]))]);
    let request = update(&arn(), values(), &["attached_policies"]);
    let replay = Replay::new(vec![
        attached(&[OLD]),
        on("AttachRolePolicy", "").with("PolicyArn", NEW),
        on("DetachRolePolicy", "").with("PolicyArn", OLD),
    ]);
    replay.cloud().provider("iam.role").unwrap().update(&request).await.unwrap();
    assert_eq!(replay.actions(), ["ListAttachedRolePolicies", "AttachRolePolicy", "DetachRolePolicy"]);
    replay.is_over();

    let full = "Cannot exceed quota for PoliciesPerRole: 10";
    let replay = Replay::new(vec![
        attached(&[OLD]),
        refused("AttachRolePolicy", 409, "LimitExceeded", full),
        on("DetachRolePolicy", "").with("PolicyArn", OLD),
        on("AttachRolePolicy", "").with("PolicyArn", NEW),
    ]);
    replay.cloud().provider("iam.role").unwrap().update(&request).await.unwrap();
    replay.is_over();

    let replay = Replay::new(vec![attached(&[]), refused("AttachRolePolicy", 409, "LimitExceeded", full)]);
    let error = replay.cloud().provider("iam.role").unwrap().update(&request).await.unwrap_err();
    assert_eq!(error.class, Class::Quota);
    replay.is_over();
}

/// AWS puts the session back to an hour where a call says the description alone.
#[tokio::test]
async fn a_description_is_changed_without_the_session() {
    let role = format!(
        "<Role><Path>/</Path><RoleName>{NAME}</RoleName><RoleId>AROA1</RoleId><Arn>{}</Arn>\
         <CreateDate>2026-11-22T08:00:00Z</CreateDate><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument>\
         <Description>old</Description><MaxSessionDuration>7200</MaxSessionDuration></Role>",
        arn(),
        encoded(TRUST)
    );
    let replay = Replay::new(vec![
        on("GetRole", &role),
        on("UpdateRole", "<x/>").with("Description", "what it is for").with("MaxSessionDuration", "7200"),
    ]);
    let request = update(&arn(), role_values(&[]), &["description"]);
    replay.cloud().provider("iam.role").unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_boundary_is_set_and_taken_away() {
    let values = role_values(&[("permissions_boundary", Value::from(OLD))]);
    let set = update(&arn(), values, &["permissions_boundary"]);
    let mut unset = update(&arn(), role_values(&[]), &[]);
    unset.patch.insert("permissions_boundary".to_owned(), Value::Null);
    let replay = Replay::new(vec![
        on("PutRolePermissionsBoundary", "").with("PermissionsBoundary", OLD),
        on("DeleteRolePermissionsBoundary", "").with("RoleName", NAME),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    provider.update(&set).await.unwrap();
    provider.update(&unset).await.unwrap();
    replay.is_over();
}

fn profiles(profiles: &str) -> Exchange {
    on("ListInstanceProfilesForRole", &format!("<InstanceProfiles>{profiles}</InstanceProfiles>"))
        .with("RoleName", NAME)
}

const PROFILE: &str = "<member><Path>/</Path><InstanceProfileName>by-hand</InstanceProfileName>\
                       <InstanceProfileId>AIPA1</InstanceProfileId>\
                       <Arn>arn:aws:iam::123456789012:instance-profile/by-hand</Arn>\
                       <CreateDate>2026-11-22T08:00:00Z</CreateDate><Roles/></member>";

#[tokio::test]
async fn a_role_loses_its_policies_before_it_goes() {
    let conflict = "Cannot delete entity, must remove roles from instance profile first.";
    let emptied = [attached(&[OLD]), on("DetachRolePolicy", ""), inline(&["a"]), on("DeleteRolePolicy", "")];
    let script = [profiles("")].into_iter().chain(emptied).chain([
        refused("DeleteRole", 409, "DeleteConflict", conflict),
        profiles(""),
        attached(&[]),
        inline(&[]),
        on("DeleteRole", "").with("RoleName", NAME),
        absent("ListInstanceProfilesForRole"),
        absent("ListAttachedRolePolicies"),
    ]);
    let replay = Replay::new(script.collect());
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    let error = provider.delete(&delete(&arn())).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("DeleteConflict")));
    provider.delete(&delete(&arn())).await.unwrap();
    provider.delete(&delete(&arn())).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_role_that_a_profile_has_keeps_its_policies() {
    let replay = Replay::new(vec![profiles(PROFILE), profiles(PROFILE)]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    let error = provider.delete(&delete(&arn())).await.unwrap_err();
    assert_eq!((error.class, error.code.as_deref()), (Class::Dependency, Some("DeleteConflict")));
    assert!(error.message.contains("instance profile by-hand still has the role"), "{error}");
    let users = provider.users(&[PhysicalId::new(arn())]).await.unwrap();
    assert_eq!(users.iter().map(|user| user.what.as_str()).collect::<Vec<_>>(), ["instance profile by-hand"]);
    replay.is_over();
}

#[tokio::test]
async fn a_role_elsewhere_is_not_given_to_a_stack_that_would_never_find_it() {
    let replay = Replay::new(vec![on("TagRole", "").with("Tags.member.1.Key", "scaffold:stack")]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    let tags = [("scaffold:stack".to_owned(), "shop/prod@us-east-1".to_owned())].into();
    let other = PhysicalId::from("arn:aws:iam::123456789012:role/by-hand");
    let error = provider.tag(&other, &tags).await.unwrap_err();
    assert!(error.message.contains("path carries its stack"), "{error}");
    provider.tag(&PhysicalId::new(arn()), &tags).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn what_changed_in_a_role_is_waited_for_as_a_new_role_is() {
    let malformed = || {
        refused(
            "UpdateAssumeRolePolicy",
            400,
            "MalformedPolicyDocument",
            "Invalid principal in policy: \"AWS\"",
        )
    };
    let itself = TRUST.replace(r#""Service":"ec2.amazonaws.com""#, &format!(r#""AWS":"{}""#, arn()));
    let trusting = role_values(&[("assume_role_policy", Value::from(itself))]);
    let trusting = update(&arn(), trusting, &["assume_role_policy"]);
    let attaching = role_values(&[("attached_policies", Value::List(vec![Value::from(NEW)]))]);
    let attaching = update(&arn(), attaching, &["attached_policies"]);
    let replay = Replay::new(vec![malformed(), attached(&[]), on("AttachRolePolicy", ""), malformed()]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.role").unwrap();
    assert_eq!(provider.update(&trusting).await.unwrap_err().class, Class::Invalid);
    provider.update(&attaching).await.unwrap();
    assert_eq!(provider.update(&trusting).await.unwrap_err().class, Class::NotYetVisible);
    replay.is_over();
}
