/// What a text must look like.
#[derive(Clone, Copy, Debug)]
pub enum TextRule {
    /// Anything.
    Any,
    /// At most so many characters, at least one.
    AtMost(usize),
    /// A physical id that begins so: `dopt-`.
    Prefix(&'static str),
    /// The path of a file, from the blueprint's directory; what is in it is read before anything is
    /// expanded.
    File,
    /// The path of a directory of code, or of a `.zip` of it, from the blueprint's directory; what it
    /// comes to as an archive is known before anything is expanded.
    Code,
    /// A prefix list: `pl-…`, or the name of one of AWS's own, whose id is read at planning time and pinned in
    /// the plan.
    PrefixList,
    /// Numbers between dots, of which as many are meant as are said: `16` is any `16.x`.
    Version,
    /// One of a few characters classes that AWS allows, described for the user; the function judges.
    Described {
        /// What is allowed, in words.
        words: &'static str,
        /// Whether a text fits.
        fits: fn(&str) -> bool,
    },
}

/// What names of AWS's own prefix lists begin with.
const PREFIX_LISTS: &str = "com.amazonaws.";

/// The name of a parameter of Systems Manager.
pub(crate) const PARAMETER: TextRule = TextRule::Described {
    words: "the name of a parameter of Systems Manager, such as `/app/image`",
    fits: is_parameter,
};

fn is_parameter(text: &str) -> bool {
    (1..=1011).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
        && (text.starts_with('/') || !text.contains('/'))
        && !text.ends_with('/')
}

/// Whether a text is a UUID in lower case, as AWS writes ids of policies.
pub fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && text.chars().all(|c| c == '-' || c.is_ascii_digit() || ('a'..='f').contains(&c))
}

impl TextRule {
    /// Whether a text follows the rule.
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::AtMost(limit) => !text.is_empty() && text.chars().count() <= *limit,
            Self::Prefix(prefix) => text.len() > prefix.len() && text.starts_with(prefix),
            Self::File | Self::Code => {
                !text.is_empty() && !text.starts_with(['/', '~']) && !text.contains('\0')
            }
            Self::PrefixList => {
                ["pl-", PREFIX_LISTS].iter().any(|begin| text.len() > begin.len() && text.starts_with(begin))
            }
            Self::Version => crate::is_version(text),
            Self::Described { fits, .. } => fits(text),
        }
    }

    /// What is expected, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Any => "text".to_owned(),
            Self::AtMost(limit) => format!("text of 1 to {limit} characters"),
            Self::Prefix(prefix) => format!("an id that begins with `{prefix}`"),
            Self::File => "the path of a file, from the blueprint's directory".to_owned(),
            Self::Code => "the path of a directory or of a `.zip`, from the blueprint's directory".to_owned(),
            Self::PrefixList => {
                "a prefix list: `pl-…`, or the name of one of AWS's own, `com.amazonaws.…`".to_owned()
            }
            Self::Version => "a version: numbers between dots".to_owned(),
            Self::Described { words, .. } => (*words).to_owned(),
        }
    }
}
