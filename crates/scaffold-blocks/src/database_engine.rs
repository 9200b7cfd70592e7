//! What is true of an engine.

use scaffold_kinds::rds::Engine;

/// The port that it listens on.
pub(crate) fn port(engine: Engine) -> i64 {
    match engine {
        Engine::Postgres => 5432,
        Engine::Mysql | Engine::Mariadb => 3306,
    }
}

/// How many numbers its major versions have: `16`, `8.4`.
fn major_numbers(engine: Engine, version: &str) -> usize {
    let is_old =
        version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|it| it < 10);
    match engine {
        Engine::Postgres if !is_old => 1,
        Engine::Postgres | Engine::Mysql | Engine::Mariadb => 2,
    }
}

/// The family of settings of a version: `postgres16`, `mysql8.4`. None where less is said than a major
/// version.
pub(crate) fn family(engine: Engine, version: &str) -> Option<String> {
    use scaffold_kinds::Choice;
    let numbers: Vec<&str> = version.split('.').collect();
    let major = numbers.get(..major_numbers(engine, version))?;
    Some(format!("{}{}", engine.word(), major.join(".")))
}

/// Whether more is said than a major version.
pub(crate) fn is_exact(engine: Engine, version: &str) -> bool {
    version.split('.').count() > major_numbers(engine, version)
}

/// Logs that it can send to CloudWatch Logs.
pub(crate) fn logs(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Postgres => &["postgresql", "upgrade", "iam-db-auth-error"],
        Engine::Mysql | Engine::Mariadb => &["audit", "error", "general", "slowquery", "iam-db-auth-error"],
    }
}

/// Classes on which MySQL and MariaDB have no Performance Insights.
const UNMEASURED: &[&str] =
    &["db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"];

/// Whether load can be measured by query.
pub(crate) fn is_measured(engine: Engine, class: &str) -> bool {
    engine == Engine::Postgres || !UNMEASURED.contains(&class)
}

/// From which size in GiB on `gp3` storage is as fast as is asked for: from there on it is striped.
pub(crate) const STRIPED: i64 = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_of_major_versions() {
        for (engine, version, expected) in [
            (Engine::Postgres, "16", Some("postgres16")),
            (Engine::Postgres, "16.4", Some("postgres16")),
            (Engine::Postgres, "9.6.24", Some("postgres9.6")),
            (Engine::Mysql, "8", None),
            (Engine::Mysql, "8.4", Some("mysql8.4")),
            (Engine::Mysql, "8.0.39", Some("mysql8.0")),
            (Engine::Mariadb, "11.4.3", Some("mariadb11.4")),
        ] {
            assert_eq!(family(engine, version).as_deref(), expected, "{engine:?} {version}");
        }
    }

    #[test]
    fn a_minor_version_makes_it_exact() {
        assert!(is_exact(Engine::Postgres, "16.4") && is_exact(Engine::Mysql, "8.4.6"));
        assert!(!is_exact(Engine::Postgres, "16") && !is_exact(Engine::Mariadb, "11.4"));
    }
}
