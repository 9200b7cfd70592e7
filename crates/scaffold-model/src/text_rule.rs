/// What a text must look like.
#[derive(Clone, Copy, Debug)]
pub enum TextRule {
    /// Anything.
    Any,
    /// At most so many characters, at least one.
    AtMost(usize),
    /// A physical id that begins so: `dopt-`.
    Prefix(&'static str),
    /// One of a few characters classes that AWS allows, described for the user; the function judges.
    Described {
        /// What is allowed, in words.
        words: &'static str,
        /// Whether a text fits.
        fits: fn(&str) -> bool,
    },
}

impl TextRule {
    /// Whether a text follows the rule.
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::AtMost(limit) => !text.is_empty() && text.chars().count() <= *limit,
            Self::Prefix(prefix) => text.len() > prefix.len() && text.starts_with(prefix),
            Self::Described { fits, .. } => fits(text),
        }
    }

    /// What is expected, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Any => "text".to_owned(),
            Self::AtMost(limit) => format!("text of 1 to {limit} characters"),
            Self::Prefix(prefix) => format!("an id that begins with `{prefix}`"),
            Self::Described { words, .. } => (*words).to_owned(),
        }
    }
}
