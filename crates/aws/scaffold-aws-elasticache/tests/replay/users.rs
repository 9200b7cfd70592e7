use scaffold_model::{LiveState, Value, Values};
use scaffold_provider::{Class, Cloud};

use crate::script::{Exchange, Replay};
use crate::{NAME, OURS, SECRET, create, delete, on, refused, stack, tag_list, update, values};

const USER: &str = "elasticache.user";
const GROUP: &str = "elasticache.user_group";

fn by_iam() -> Values {
    values(&[
        ("engine", "valkey".into()),
        ("authentication", "iam".into()),
        ("access_string", "on ~* -@all +@read".into()),
    ])
}

fn by_password(secret: &str) -> Values {
    let password = Value::Map([("secret".to_owned(), Value::from(secret))].into());
    values(&[
        ("engine", "valkey".into()),
        ("user_name", "writer".into()),
        ("authentication", "password".into()),
        ("password", password),
        ("access_string", "on ~* +@all".into()),
    ])
}

fn users_of(users: &[&str]) -> Values {
    let users = users.iter().map(|user| Value::from(*user)).collect();
    values(&[("engine", "valkey".into()), ("users", Value::List(users))])
}

fn described(status: &str, sort: &str) -> Exchange {
    let user = format!(
        "<member><UserId>{NAME}</UserId><UserName>{NAME}</UserName><Status>{status}</Status><Engine>valkey</Engine>\
         <AccessString>on ~* -@all +@read</AccessString><Authentication><Type>{sort}</Type></Authentication></member>"
    );
    on("DescribeUsers", &format!("<Users>{user}</Users>"))
}

fn group_described(status: &str, more: &str) -> Exchange {
    let group = format!(
        "<member><UserGroupId>{NAME}</UserGroupId><Status>{status}</Status><Engine>valkey</Engine>\
         <UserIds><member>one</member><member>two</member></UserIds>{more}</member>"
    );
    on("DescribeUserGroups", &format!("<UserGroups>{group}</UserGroups>"))
}

#[tokio::test]
async fn a_user_by_iam_has_its_id_for_a_name_and_no_password() {
    let replay = Replay::new(vec![
        on("CreateUser", "")
            .with("UserId", NAME)
            .with("UserName", NAME)
            .with("AuthenticationMode.Type", "iam")
            .with("AccessString", "on ~* -@all +@read"),
    ]);
    let id = replay.cloud().provider(USER).unwrap().create(&create(by_iam())).await.unwrap();
    assert_eq!(id.as_str(), NAME);
    assert!(replay.sent("CreateUser", "AuthenticationMode.Passwords.member.1").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn a_password_is_read_for_the_call_and_its_secret_kept_in_a_tag() {
    let password = format!("password-of-{SECRET}");
    let replay = Replay::new(vec![
        on("CreateUser", "")
            .with("UserName", "writer")
            .with("AuthenticationMode.Type", "password")
            .with("AuthenticationMode.Passwords.member.1", &password),
        on("ModifyUser", "").with("AuthenticationMode.Passwords.member.1", &password),
        on("AddTagsToResource", "")
            .with("Tags.Tag.1.Key", "scaffold:auth-token")
            .with("Tags.Tag.1.Value", SECRET),
    ]);
    let cloud = replay.cloud();
    let provider = cloud.provider(USER).unwrap();
    provider.create(&create(by_password(SECRET))).await.unwrap();
    provider.update(&update(&["password"], by_password(SECRET))).await.unwrap();
    assert!(replay.sent("ModifyUser", "AccessString").is_empty(), "only what changes is sent");
    replay.is_over();
}

#[tokio::test]
async fn who_needs_no_password_any_more_loses_the_tag_of_its_secret() {
    let replay = Replay::new(vec![
        on("ModifyUser", "").with("AuthenticationMode.Type", "no-password-required"),
        on("RemoveTagsFromResource", "").with("TagKeys.member.1", "scaffold:auth-token"),
    ]);
    let mut open = by_password(SECRET);
    open.remove("password");
    open.insert("authentication".to_owned(), "no-password-required".into());
    let request = update(&["authentication", "password"], open);
    replay.cloud().provider(USER).unwrap().update(&request).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn an_id_that_is_taken_is_ours_or_an_error() {
    let taken = || refused("CreateUser", "UserAlreadyExists", "taken");
    let theirs = [("scaffold:stack", "other@us-east-1"), ("scaffold:address", "cache.sessions")];
    let replay = Replay::new(vec![taken(), described("active", "iam"), tag_list("user", &OURS)]);
    replay.cloud().provider(USER).unwrap().create(&create(by_iam())).await.unwrap();
    replay.is_over();

    let replay = Replay::new(vec![taken(), described("active", "iam"), tag_list("user", &theirs)]);
    let error = replay.cloud().provider(USER).unwrap().create(&create(by_iam())).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    replay.is_over();
}

#[tokio::test]
async fn a_survey_asks_tags_of_what_is_named_as_ours_alone() {
    let other =
        "<member><UserId>default</UserId><UserName>default</UserName><Status>active</Status></member>";
    let ours = format!(
        "<member><UserId>{NAME}</UserId><UserName>{NAME}</UserName><Status>modifying</Status><Engine>valkey</Engine>\
         <AccessString>on ~* +@all</AccessString><Authentication><Type>iam</Type></Authentication></member>"
    );
    let replay = Replay::new(vec![
        on("DescribeUsers", &format!("<Users>{other}{ours}</Users>")),
        tag_list("user", &OURS),
    ]);
    let found = replay.cloud().provider(USER).unwrap().survey(&stack()).await.unwrap();
    let [live] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(live.state, LiveState::Pending("modifying".into()));
    assert_eq!(live.value("authentication"), &Value::from("iam"));
    assert_eq!(live.value("user_name"), &Value::Null, "its id, with IAM");
    replay.is_over();
}

#[tokio::test]
async fn a_group_sends_who_joins_and_who_leaves() {
    let replay = Replay::new(vec![
        on("ModifyUserGroup", "")
            .with("UserIdsToAdd.member.1", "three")
            .with("UserIdsToRemove.member.1", "one"),
    ]);
    let mut request = update(&["users"], users_of(&["two", "three"]));
    request.before = users_of(&["one", "two"]);
    replay.cloud().provider(GROUP).unwrap().update(&request).await.unwrap();
    assert!(replay.sent("ModifyUserGroup", "Engine").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn users_that_join_count_before_the_caches_have_taken_them_up() {
    let pending = "<PendingChanges><UserIdsToAdd><member>three</member></UserIdsToAdd>\
                   <UserIdsToRemove><member>one</member></UserIdsToRemove></PendingChanges>";
    let replay = Replay::new(vec![group_described("modifying", pending), tag_list("usergroup", &OURS)]);
    let id = delete().id;
    let live = replay.cloud().provider(GROUP).unwrap().read(&id).await.unwrap().unwrap();
    let users = Value::List(vec!["three".into(), "two".into()]);
    assert_eq!((live.value("users"), &live.state), (&users, &LiveState::Pending("modifying".into())));
    replay.is_over();
}

#[tokio::test]
async fn what_is_in_use_is_waited_for_and_what_is_gone_is_deleted() {
    for (action, kind) in [("DeleteUser", USER), ("DeleteUserGroup", GROUP)] {
        let word = if kind == USER { "User" } else { "UserGroup" };
        for (code, class) in
            [(format!("Invalid{word}State"), Some(Class::Dependency)), (format!("{word}NotFound"), None)]
        {
            let replay = Replay::new(vec![refused(action, &code, "in use")]);
            let answer = replay.cloud().provider(kind).unwrap().delete(&delete()).await;
            assert_eq!(answer.err().map(|error| error.class), class, "{code}");
            replay.is_over();
        }
    }
}
