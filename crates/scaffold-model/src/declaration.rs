use crate::attribute::{Attribute, Class, Mutability, OnlyWhile, Stepwise, Type};
use crate::{Disruption, KindName, Value};

/// How a declaration reads: `required().replaces().created_by(&["CidrBlock"])`.
impl Attribute {
    /// A blueprint must say it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Silence is this value, enforced.
    #[must_use]
    pub fn defaults_to(mut self, value: impl Into<Value>) -> Self {
        self.class = Class::Default(value.into());
        self
    }

    /// Silence is whatever AWS chose.
    #[must_use]
    pub fn provider_chosen(mut self) -> Self {
        self.class = Class::ProviderChosen;
        self
    }

    /// Another class than plain.
    #[must_use]
    pub fn class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    /// A change replaces the resource.
    #[must_use]
    pub fn replaces(mut self) -> Self {
        self.mutability = Mutability::Replace;
        self
    }

    /// In place towards this value, a replacement towards any other.
    #[must_use]
    pub fn in_place_only_to(mut self, value: impl Into<Value>) -> Self {
        self.mutability = Mutability::InPlaceOnlyTo(value.into());
        self
    }

    /// A change is refused.
    #[must_use]
    pub fn refuses_change(mut self, help: &'static str) -> Self {
        self.mutability = Mutability::Refuse(help);
        self
    }

    /// A change in place disturbs so much.
    #[must_use]
    pub fn disrupts(mut self, disruption: Disruption) -> Self {
        self.disruption = disruption;
        self
    }

    /// A change to less, or to an earlier version, is refused.
    #[must_use]
    pub fn only_grows(mut self, help: &'static str) -> Self {
        self.mutability = Mutability::OnlyGrows(help);
        self
    }

    /// Holds the address of a resource of this kind: itself, or every item of a list or set.
    #[must_use]
    pub fn refers_to(mut self, kind: &'static str) -> Self {
        let reference = Type::Reference(KindName::from(kind));
        self.ty = match self.ty {
            Type::Set(_) => Type::Set(Box::new(reference)),
            Type::List(_) => Type::List(Box::new(reference)),
            _ => reference,
        };
        self
    }

    /// Another, narrower type than the field's own; inside a list or set that of its items.
    #[must_use]
    pub fn of_type(mut self, ty: Type) -> Self {
        self.ty = match self.ty {
            Type::Set(_) if !matches!(ty, Type::Set(_)) => Type::Set(Box::new(ty)),
            Type::List(_) if !matches!(ty, Type::List(_)) => Type::List(Box::new(ty)),
            _ => ty,
        };
        self
    }

    /// A whole number within bounds, both included.
    #[must_use]
    pub fn between(self, minimum: i64, maximum: i64) -> Self {
        self.of_type(Type::Integer { minimum, maximum })
    }

    /// An IPv4 range whose prefix lies within bounds, both included.
    #[must_use]
    pub fn prefix_between(self, shortest: u8, longest: u8) -> Self {
        self.of_type(Type::Cidr4 { shortest, longest })
    }

    /// Text that follows a rule.
    #[must_use]
    pub fn text(self, rule: crate::TextRule) -> Self {
        self.of_type(Type::Text(rule))
    }

    /// Held by at most one resource of the kind within the same value of that attribute.
    #[must_use]
    pub fn exclusive_within(mut self, scope: &'static str) -> Self {
        self.exclusive_within = Some(scope);
        self
    }

    /// Claiming an exclusive value takes it from its holder in one call.
    #[must_use]
    pub fn takes_over(mut self) -> Self {
        self.takes_over = true;
        self
    }

    /// This value leaves the attribute to others.
    #[must_use]
    pub fn left_alone_when(mut self, value: impl Into<Value>) -> Self {
        self.left_alone_when = Some(value.into());
        self
    }

    /// Nothing live is equal to any value.
    #[must_use]
    pub fn equal_while_unset(mut self) -> Self {
        self.equal_while_unset = true;
        self
    }

    /// A live value is equal, too, if a declared entry of that map has it under that key.
    #[must_use]
    pub fn also_equal_to(mut self, map: &'static str, key: &'static str) -> Self {
        self.also_equal_to = Some((map, key));
        self
    }

    /// May be said as a parameter of Systems Manager: `{ parameter = "/path" }`. After the type's own
    /// narrowing.
    #[must_use]
    pub fn by_parameter(mut self) -> Self {
        self.ty = Type::AnyOf(vec![self.ty, parameter()]);
        self.by_parameter = true;
        self
    }

    /// A replaced reference joins before others move to it, and leaves after they did.
    #[must_use]
    pub fn widens_first(mut self) -> Self {
        self.widens_first = true;
        self
    }

    /// A change moves that attribute to that word; where it is not left alone, the step repairs it, too.
    #[must_use]
    pub fn sets_off(mut self, attribute: &'static str, word: &'static str) -> Self {
        self.sets_off = Some((attribute, word));
        self
    }

    /// A number that grows by so many percent at least.
    #[must_use]
    pub fn grows_by_percent(mut self, least: i64) -> Self {
        self.least_growth = Some(least);
        self
    }

    /// More is equal, too, while that attribute is set.
    #[must_use]
    pub fn grown_by(mut self, attribute: &'static str) -> Self {
        self.grown_by = Some(attribute);
        self
    }

    /// AWS keeps a change for the window unless it is told not to.
    #[must_use]
    pub fn queued(mut self) -> Self {
        self.queued = true;
        self
    }

    /// A change is a failover while that attribute is `true`.
    #[must_use]
    pub fn fails_over_with(mut self, attribute: &'static str) -> Self {
        self.fails_over_with = Some(attribute);
        self
    }

    /// Its words change in these steps alone; what is to be done between two of them.
    #[must_use]
    pub fn stepwise(mut self, steps: &'static [(&'static str, &'static str)], between: &'static str) -> Self {
        self.stepwise = Some(Stepwise { steps, between });
        self
    }

    /// Changes only while another attribute has a value.
    #[must_use]
    pub fn only_while(mut self, attribute: &'static str, is: &'static str, between: &'static str) -> Self {
        self.only_while = Some(OnlyWhile { attribute, is, between });
        self
    }

    /// Its keys are names that AWS lists for the value of that attribute.
    #[must_use]
    pub fn keys_of(mut self, attribute: &'static str) -> Self {
        self.keys_of = Some(attribute);
        self
    }

    /// Members of AWS's creating call that carry it.
    #[must_use]
    pub fn created_by(mut self, members: &'static [&'static str]) -> Self {
        self.create_members = members;
        self
    }

    /// AWS's modifying calls that carry it, as `Operation.Member`.
    #[must_use]
    pub fn modified_by(mut self, members: &'static [&'static str]) -> Self {
        self.modify_members = members;
        self
    }
}

/// `{ parameter = "/path" }`.
fn parameter() -> Type {
    let path = Attribute {
        name: "parameter",
        doc: "The parameter's path.",
        ty: Type::Text(crate::text_rule::PARAMETER),
        required: true,
        class: Class::Plain,
        mutability: Mutability::InPlace,
        disruption: Disruption::None,
        exclusive_within: None,
        takes_over: false,
        left_alone_when: None,
        equal_while_unset: false,
        also_equal_to: None,
        by_parameter: false,
        widens_first: false,
        grown_by: None,
        sets_off: None,
        least_growth: None,
        queued: false,
        fails_over_with: None,
        stepwise: None,
        only_while: None,
        keys_of: None,
        create_members: &[],
        modify_members: &[],
    };
    Type::Record { attributes: vec![path], rules: Vec::new() }
}
