//! Who comes into a cache, where IAM knows it.

use scaffold_kinds::Choice;
use scaffold_model::{Address, Value};

use crate::block::Context;
use crate::cache::{Cache, Engine};
use crate::part::Part;
use crate::permissions::allow;

pub(crate) const USER: &str = "user";
const NOBODY: &str = "user.default";
const GROUP: &str = "user_group";

/// In the engine's language: every key, every command.
const EVERYTHING: &str = "on ~* +@all";
/// Switched off, no key, no command.
const NOTHING: &str = "off -@all";

/// The user that clients are, and the group that says so to the cache.
pub(crate) fn parts(engine: Engine, context: &Context<'_>) -> Vec<Part> {
    let user = |name: &str, authentication: &str, access: &str| {
        Part::new(name, "elasticache.user")
            .asked("engine", "engine", engine.word())
            .asked("auth", "authentication", authentication)
            .with("access_string", access)
    };
    let mut parts = vec![user(USER, "iam", EVERYTHING)];
    let mut users = vec![context.id_of(USER)];
    if engine == Engine::Redis {
        parts.push(user(NOBODY, "no-password-required", NOTHING).with("user_name", "default"));
        users.push(context.id_of(NOBODY));
    }
    parts.push(
        Part::new(GROUP, "elasticache.user_group")
            .asked("engine", "engine", engine.word())
            .with("users", Value::List(users)),
    );
    parts
}

/// What the cache names.
pub(crate) fn groups(context: &Context<'_>) -> Value {
    Value::List(vec![context.id_of(GROUP)])
}

/// What lets a role connect to the caches that its block connects to.
pub(crate) fn statements(context: &Context<'_>) -> Vec<Value> {
    let mut caches: Vec<&Address> = context.outgoing().map(|connection| &connection.to).collect();
    caches.dedup();
    caches.retain(|to| to.word() == "cache");
    let asks = |to: &&&Address| context.peer::<Cache>(to.as_str()).is_some_and(|cache| cache.asks_iam());
    let arn = |to: &Address, part: &str| Value::pending(to.part(part), "arn");
    let connect =
        |to: &&Address| allow(&["elasticache:Connect"], vec![arn(to, "replication_group"), arn(to, USER)]);
    caches.iter().filter(asks).map(connect).collect()
}
