use scaffold_model::{PhysicalId, Value, Values};
use scaffold_provider::{Class, Cloud, CreateRequest};

use crate::script::{Exchange, Replay};
use crate::{NAME, PATH, TAGS, TRUST, arn, create, delete, encoded, on, refused, stack, tag_list, update};

fn profile_arn() -> String {
    format!("arn:aws:iam::123456789012:instance-profile{PATH}{NAME}")
}

/// A profile with roles, by their names.
fn profile(roles: &[&str], tags: &str) -> String {
    let role = |name: &&str| {
        format!(
            "<member><Path>{PATH}</Path><RoleName>{name}</RoleName><RoleId>AROA1</RoleId>\
             <Arn>arn:aws:iam::123456789012:role{PATH}{name}</Arn><CreateDate>2026-11-22T08:00:00Z</CreateDate>\
             <AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></member>",
            encoded(TRUST)
        )
    };
    let roles: String = roles.iter().map(role).collect();
    format!(
        "<Path>{PATH}</Path><InstanceProfileName>{NAME}</InstanceProfileName><InstanceProfileId>AIPA1\
         </InstanceProfileId><Arn>{}</Arn><CreateDate>2026-11-22T08:00:00Z</CreateDate><Roles>{roles}</Roles>{tags}",
        profile_arn()
    )
}

fn read(roles: &[&str]) -> Exchange {
    let profile = profile(roles, &tag_list(&TAGS));
    on("GetInstanceProfile", &format!("<InstanceProfile>{profile}</InstanceProfile>"))
        .with("InstanceProfileName", NAME)
}

fn made() -> Exchange {
    on("CreateInstanceProfile", &format!("<InstanceProfile>{}</InstanceProfile>", profile(&[], "")))
}

fn absent(action: &str, what: &str) -> Exchange {
    refused(action, 404, "NoSuchEntity", what)
}

fn values() -> Values {
    Values::from([("role".to_owned(), Value::text(arn()))])
}

fn request() -> CreateRequest {
    create(values())
}

#[tokio::test]
async fn a_role_is_put_in_when_it_is_seen() {
    let role = format!("The role with name {NAME} cannot be found.");
    let replay = Replay::new(vec![
        made().with("Path", PATH).with("Tags.member.3.Value", "shop/prod@us-east-1"),
        absent("GetInstanceProfile", "Instance Profile cannot be found."),
        read(&[]),
        absent("AddRoleToInstanceProfile", &role),
        on("AddRoleToInstanceProfile", "").with("RoleName", NAME),
    ]);
    let cloud = replay.cloud();
    cloud.found(&PhysicalId::new(arn()));
    let id = cloud.provider("iam.instance_profile").unwrap().create(&request()).await.unwrap();
    assert_eq!(id.as_str(), profile_arn());
    replay.is_over();
}

#[tokio::test]
async fn what_has_the_name_is_ours_or_an_error() {
    let taken =
        || refused("CreateInstanceProfile", 409, "EntityAlreadyExists", "Instance Profile already exists.");
    let replay = Replay::new(vec![taken(), read(&[NAME]), read(&[NAME])]);
    let id = replay.cloud().provider("iam.instance_profile").unwrap().create(&request()).await.unwrap();
    assert_eq!(id.as_str(), profile_arn());
    replay.is_over();

    let theirs =
        profile(&[], &tag_list(&[("scaffold:stack", "other@us-east-1"), ("scaffold:address", "a.b")]));
    let theirs = on("GetInstanceProfile", &format!("<InstanceProfile>{theirs}</InstanceProfile>"));
    let replay = Replay::new(vec![taken(), theirs]);
    let error =
        replay.cloud().provider("iam.instance_profile").unwrap().create(&request()).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    replay.is_over();
}

/// A profile has one role at most.
#[tokio::test]
async fn the_old_role_goes_before_the_new_one_comes() {
    let replay = Replay::new(vec![
        read(&["old"]),
        on("RemoveRoleFromInstanceProfile", "").with("RoleName", "old"),
        on("AddRoleToInstanceProfile", "").with("RoleName", NAME),
        read(&[NAME]),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.instance_profile").unwrap();
    let request = update(&profile_arn(), values(), &["role"]);
    provider.update(&request).await.unwrap();
    provider.update(&request).await.unwrap();
    let expected = [
        "GetInstanceProfile",
        "RemoveRoleFromInstanceProfile",
        "AddRoleToInstanceProfile",
        "GetInstanceProfile",
    ];
    assert_eq!(replay.actions(), expected);
    replay.is_over();
}

#[tokio::test]
async fn profiles_are_listed_by_path_and_read_one_by_one_since_lists_tell_no_tags() {
    let member = format!("<member>{}</member>", profile(&[NAME], ""));
    let list = format!("<InstanceProfiles>{member}</InstanceProfiles><IsTruncated>false</IsTruncated>");
    let replay = Replay::new(vec![
        on("ListInstanceProfiles", &list)
            .with("PathPrefix", "/scaffold/us-east-1/shop@prod/")
            .with("MaxItems", "1000"),
        read(&[NAME]),
    ]);
    let cloud = replay.cloud();
    let live = cloud.provider("iam.instance_profile").unwrap().survey(&stack()).await.unwrap();
    let [live] = live.as_slice() else { panic!("{live:?}") };
    assert_eq!(live.value("role").as_text(), Some(arn().as_str()));
    assert_eq!(live.identity.as_ref().and_then(|it| it.name.as_deref()), Some(NAME));
    replay.is_over();
}

#[tokio::test]
async fn a_profile_loses_its_role_before_it_goes() {
    let replay = Replay::new(vec![
        read(&[NAME]),
        read(&[NAME]),
        on("RemoveRoleFromInstanceProfile", "").with("RoleName", NAME),
        on("DeleteInstanceProfile", "").with("InstanceProfileName", NAME),
        absent("GetInstanceProfile", "Instance Profile cannot be found."),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider("iam.instance_profile").unwrap();
    provider.delete(&delete(&profile_arn())).await.unwrap();
    provider.delete(&delete(&profile_arn())).await.unwrap();
    replay.is_over();
}
