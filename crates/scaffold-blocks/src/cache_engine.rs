//! What is true of an engine of caches.

use crate::cache::Engine;

/// The port that it listens on.
pub(crate) fn port(engine: Engine) -> i64 {
    match engine {
        Engine::Valkey | Engine::Redis => 6379,
        Engine::Memcached => 11_211,
    }
}

/// The family of settings of a version: `valkey8`, `redis6.x`, `memcached1.6`. None where less is said
/// than that.
pub(crate) fn family(engine: Engine, version: &str) -> Option<String> {
    let (major, minor) = match version.split_once('.') {
        Some((major, rest)) => (major, rest.split('.').next()),
        None => (version, None),
    };
    Some(match (engine, major) {
        (Engine::Valkey, _) => format!("valkey{major}"),
        (Engine::Redis, "6") => "redis6.x".to_owned(),
        (Engine::Redis, "2" | "3" | "4" | "5") => format!("redis{major}.{}", minor?),
        (Engine::Redis, _) => format!("redis{major}"),
        (Engine::Memcached, _) => format!("memcached{major}.{}", minor?),
    })
}

/// Whether IAM can know who clients are: from Redis 7 on, and of every Valkey that there is.
pub(crate) fn knows_iam(engine: Engine, version: &str) -> bool {
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    engine == Engine::Valkey || major.is_some_and(|major| major >= 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_as_aws_names_them() {
        for (engine, version, expected) in [
            (Engine::Valkey, "8", Some("valkey8")),
            (Engine::Valkey, "7.2", Some("valkey7")),
            (Engine::Redis, "7.1", Some("redis7")),
            (Engine::Redis, "6.2", Some("redis6.x")),
            (Engine::Redis, "5.0.6", Some("redis5.0")),
            (Engine::Redis, "5", None),
            (Engine::Memcached, "1.6.22", Some("memcached1.6")),
            (Engine::Memcached, "1", None),
        ] {
            assert_eq!(family(engine, version).as_deref(), expected, "{engine:?} {version}");
        }
    }
}
