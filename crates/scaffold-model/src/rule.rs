/// What must hold between attributes of one table.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// One of them is set, and only one.
    ExactlyOneOf(&'static [&'static str]),
    /// No two of them are set.
    AtMostOneOf(&'static [&'static str]),
    /// Where `attribute` has one of the values (any value when none is listed), by declaration or
    /// default, the others are set.
    Requires {
        /// The attribute.
        attribute: &'static str,
        /// Its values.
        is: &'static [&'static str],
        /// What must be set.
        needs: &'static [&'static str],
    },
    /// These are set only where `attribute` has one of the values, by declaration or default.
    OnlyWhere {
        /// What is bound.
        attributes: &'static [&'static str],
        /// The attribute.
        attribute: &'static str,
        /// Its values.
        is: &'static [&'static str],
    },
}
