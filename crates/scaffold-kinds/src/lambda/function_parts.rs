use std::collections::BTreeSet;

use scaffold_model::TextRule;

use crate::{Ref, choice, record};

pub(super) const CODE_SHA256: TextRule =
    TextRule::Described { words: "a SHA-256 in base64: 43 characters and `=`", fits: is_code_sha256 };

/// Whether a text can be AWS's `CodeSha256`.
pub fn is_code_sha256(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "+/".contains(c);
    text.len() == 44 && text.strip_suffix('=').is_some_and(|digits| digits.chars().all(fits))
}

record! {
    /// The network that a function reaches.
    pub struct FunctionVpc {
        /// Where its network interfaces stand.
        subnets: BTreeSet<Ref> => required().refers_to("ec2.subnet").created_by(&[".SubnetIds"]),
        /// What they may reach, and who may reach them.
        security_groups: BTreeSet<Ref> => required().refers_to("ec2.security_group").created_by(&[".SecurityGroupIds"]),
        /// Whether it may go out over IPv6.
        ipv6: bool => defaults_to(false).created_by(&[".Ipv6AllowedForDualStack"]),
    }
}

record! {
    /// What of an image's own settings holds otherwise.
    pub struct ImageConfig {
        /// What is started.
        entry_point: Vec<String> => created_by(&[".EntryPoint"]),
        /// What it is started with.
        command: Vec<String> => created_by(&[".Command"]),
        /// Where it is started.
        working_directory: Option<String> => text(TextRule::AtMost(1000)).created_by(&[".WorkingDirectory"]),
    }
}

record! {
    /// A file system that a function sees.
    pub struct FileSystem {
        /// ARN of an access point of Amazon EFS.
        access_point: String => required().text(TextRule::Prefix("arn:")).created_by(&[".Arn"]),
        /// Where the function sees it: `/mnt/…`.
        mount_path: String => required().text(TextRule::Prefix("/mnt/")).created_by(&[".LocalMountPath"]),
    }
}

choice! {
    /// Levels of the code's own lines.
    pub enum ApplicationLogLevel {
        /// All.
        Trace = "TRACE",
        /// What helps to find mistakes.
        Debug = "DEBUG",
        /// What happens.
        Info = "INFO",
        /// What may become trouble.
        Warn = "WARN",
        /// What failed.
        Error = "ERROR",
        /// What cannot go on.
        Fatal = "FATAL",
    }
}

choice! {
    /// Levels of Lambda's own lines.
    pub enum SystemLogLevel {
        /// All.
        Debug = "DEBUG",
        /// What happens.
        Info = "INFO",
        /// What may become trouble.
        Warn = "WARN",
    }
}

/// Whether a text can be the name of an alias.
pub(super) fn is_alias_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    (1..=128).contains(&text.len()) && text.chars().all(fits) && !text.chars().all(|c| c.is_ascii_digit())
}
