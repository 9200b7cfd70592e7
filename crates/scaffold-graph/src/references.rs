use std::collections::BTreeMap;

use scaffold_model::{
    Address, Code, Diagnostic, KindName, KindSchema, Label, Origin, Reference, Resource, Type, Value, Values,
    did_you_mean, is_uuid,
};

use crate::canonical::fits;
use crate::codes;
use crate::directory::{Directory, Given};
use crate::listed::listed;
use crate::place::Place;
use crate::several::is_several;

/// One resource refers to another, at a place.
pub(crate) struct Link {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) origin: Origin,
}

/// Turns addresses and expressions into references to resources, and remembers who refers to whom.
pub(crate) struct Resolver<'a> {
    pub(crate) directory: Directory<'a>,
    pub(crate) links: Vec<Link>,
    /// What is referred to in other stacks, and its kind.
    pub(crate) abroad: BTreeMap<Address, KindName>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    /// A resource's values.
    pub(crate) fn values(&mut self, holder: usize, resource: &'a Resource) -> Values {
        let schema = self.directory.schema(holder);
        let mut values = Values::new();
        for (name, value) in &resource.values {
            let place = Place::attribute(holder, resource, name);
            let resolved = match schema.and_then(|kind| kind.schema.attribute(name)) {
                Some(attribute) => self.value(value, &attribute.ty, &place),
                None => self.untyped(value, &place),
            };
            if schema.is_some_and(|kind| kind.parent_attribute() == Some(name)) {
                self.refuse_set_abroad(&resolved, &place);
            }
            values.insert(name.clone(), resolved);
        }
        values
    }

    /// A value of a type. What cannot be resolved is reported and becomes `Null`; what is `Null`
    /// already was reported before.
    pub(crate) fn value(&mut self, value: &Value, ty: &Type, place: &Place<'a>) -> Value {
        match (ty, value) {
            (_, Value::Null) => Value::Null,
            (_, Value::Pending(reference)) => self.expression(reference, Some(ty), place),
            (Type::Reference(kind), Value::Text(text)) => self.address(text, kind, place),
            (Type::List(item) | Type::Set(item), Value::List(items)) => {
                let mut resolved = Vec::with_capacity(items.len());
                for (index, value) in items.iter().enumerate() {
                    match self.item(value, item, &place.item(index)) {
                        Value::Null => {}
                        // `["${vpc.main.private_subnet_ids}"]` means the ids, not a list of lists.
                        Value::List(inner) if !is_list(item) => resolved.extend(inner),
                        other => resolved.push(other),
                    }
                }
                Value::List(resolved)
            }
            (Type::Map(item), Value::Map(entries)) => Value::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), self.value(value, item, &place.key(key))))
                    .collect(),
            ),
            (Type::Record { attributes, .. }, Value::Map(entries)) => {
                let mut record = Values::new();
                for (key, value) in entries {
                    let place = place.key(key);
                    let resolved = match attributes.iter().find(|attribute| attribute.name == key) {
                        Some(attribute) => self.value(value, &attribute.ty, &place),
                        None => self.untyped(value, &place),
                    };
                    record.insert(key.clone(), resolved);
                }
                Value::Map(record)
            }
            (Type::AnyOf(types), value) => match types.iter().find(|ty| fits(value, ty)) {
                Some(ty) => self.value(value, ty, place),
                None => self.untyped(value, place),
            },
            (_, value) => self.untyped(value, place),
        }
    }

    /// An item of a list: an expression there may also give several items.
    fn item(&mut self, value: &Value, item: &Type, place: &Place<'a>) -> Value {
        if let (Value::Pending(reference), false) = (value, is_list(item))
            && let Given::Block(given @ Value::List(_)) = self.directory.given(reference)
        {
            return self.value(given, &Type::List(Box::new(item.clone())), place);
        }
        self.value(value, item, place)
    }

    /// A value whose references are resolved whatever they give: tags, outputs, policies.
    pub(crate) fn untyped(&mut self, value: &Value, place: &Place<'a>) -> Value {
        match value {
            Value::Pending(reference) => self.expression(reference, None, place),
            Value::Concat(pieces) => {
                let resolved: Vec<Value> = pieces.iter().map(|piece| self.piece(piece, place)).collect();
                if resolved.iter().all(Value::is_whole) { Value::concat(resolved) } else { Value::Null }
            }
            Value::List(items) => Value::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| self.untyped(value, &place.item(index)))
                    .collect(),
            ),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), self.untyped(value, &place.key(key))))
                    .collect(),
            ),
            known => known.clone(),
        }
    }

    /// A piece of a text: text itself, or something that gives one.
    pub(crate) fn piece(&mut self, piece: &Value, place: &Place<'a>) -> Value {
        let resolved = self.untyped(piece, place);
        if matches!(resolved, Value::List(_) | Value::Map(_)) || is_several(&resolved) {
            let message = format!("{} puts `{piece}` into a text, but it is a list", place.words());
            let help = "write the list alone, as the whole value".to_owned();
            self.report(&codes::UNFITTING_EXPRESSION, message, place.label("gives a list"), Some(help));
            return Value::Null;
        }
        resolved
    }

    fn expression(&mut self, reference: &Reference, ty: Option<&Type>, place: &Place<'a>) -> Value {
        let address = &reference.address;
        if address.is_abroad() {
            return self.expression_abroad(reference, ty, place);
        }
        match self.directory.given(reference) {
            Given::Block(value) => match ty {
                Some(ty) => self.value(value, ty, place),
                None => self.untyped(value, place),
            },
            Given::Resource(index) => {
                if self.gives(index, reference, ty, place) {
                    self.link(index, place);
                    Value::Pending(reference.clone())
                } else {
                    Value::Null
                }
            }
            Given::NoSuchOutput(outputs) => {
                let help = self
                    .directory
                    .in_other_settings(reference)
                    .or_else(|| did_you_mean(&reference.path, outputs.iter().copied()))
                    .or_else(|| (!outputs.is_empty()).then(|| format!("it gives {}", listed(outputs))));
                let message = format!("{address} gives no `{}`", reference.path);
                self.report(&codes::UNKNOWN_OUTPUT, message, place.label("no such output"), help);
                Value::Null
            }
            Given::NoSuchAddress if self.directory.may_have(address) => Value::Null,
            Given::NoSuchAddress => {
                self.unknown(address.as_str(), None, place);
                Value::Null
            }
        }
    }

    /// Whether what a resource gives fits the type; reports it when not.
    fn gives(&mut self, index: usize, reference: &Reference, ty: Option<&Type>, place: &Place<'a>) -> bool {
        let (Some(ty), Some(kind)) = (ty, self.directory.schema(index)) else { return true };
        self.gives_of(kind, reference, ty, place)
    }

    /// The same for what another stack has, of a kind.
    pub(crate) fn gives_of(
        &mut self,
        kind: &KindSchema,
        Reference { address, path }: &Reference,
        ty: &Type,
        place: &Place<'a>,
    ) -> bool {
        let given = kind
            .schema
            .output(path)
            .map(|output| &output.ty)
            .or_else(|| kind.schema.attribute(path).map(|attribute| &attribute.ty));
        if let (Type::Reference(wanted), "id") = (ty, path.as_str())
            && kind.kind != *wanted
        {
            self.wrong_kind(address.as_str(), &kind.kind, wanted, place);
            return false;
        }
        let fit = match (ty, given) {
            (Type::Reference(wanted), Some(Type::Reference(given))) => wanted == given,
            (Type::Reference(_), Some(Type::Text(_))) => path == "id" || path.ends_with("_id"),
            (ty, Some(given)) => same_shape(ty, given),
            (_, None) => true,
        };
        if !fit {
            let message =
                format!("{} takes {}, which `{path}` of {address} is not", place.words(), ty.words());
            self.report(&codes::UNFITTING_EXPRESSION, message, place.label("gives something else"), None);
        }
        fit
    }

    /// The text of a reference attribute: an address, or a physical id.
    fn address(&mut self, text: &str, kind: &KindName, place: &Place<'a>) -> Value {
        if let Ok(address) = Address::parse_abroad(text) {
            return self.address_abroad(&address, kind, place);
        }
        let facts = scaffold_kinds::schema(kind.as_str()).map(|schema| &schema.facts);
        let prefix = facts.map_or("", |facts| facts.id_prefix);
        if facts.is_some_and(|facts| facts.uuid_ids) && is_uuid(text) {
            return Value::text(text);
        }
        if !prefix.is_empty() && text.len() > prefix.len() && text.starts_with(prefix) && !text.contains('.')
        {
            return Value::text(text);
        }
        let Ok(address) = Address::parse(text) else {
            // What stands in another region is made by others.
            let holder = place.holder.and_then(|holder| self.directory.resources.get(holder));
            if prefix.is_empty() && holder.is_some_and(|holder| crate::regions::of(holder).is_some()) {
                return Value::text(text);
            }
            let message = format!("{} takes the address of an {kind}, and `{text}` is none", place.words());
            let near = did_you_mean(text, self.directory.addresses_of(kind.as_str()));
            let help = near.unwrap_or_else(|| {
                format!("write `<block>.<name>`, `{kind}.<name>`, or a physical id{}", example(prefix))
            });
            self.report(&codes::UNKNOWN_REFERENCE, message, place.label("no address"), Some(help));
            return Value::Null;
        };
        match self.resource_at(&address, kind, place) {
            Some(index) => {
                self.link(index, place);
                Value::pending(self.directory.resources[index].address.clone(), "id")
            }
            None => Value::Null,
        }
    }

    fn resource_at(&mut self, address: &Address, kind: &KindName, place: &Place<'a>) -> Option<usize> {
        if let Some(index) = self.directory.index(address) {
            let found = &self.directory.resources[index].kind;
            if found == kind {
                return Some(index);
            }
            self.wrong_kind(address.as_str(), found, kind, place);
            return None;
        }
        let parts = self.directory.parts(address);
        if address.part_name().is_some() || parts.is_empty() {
            if self.directory.may_have(address) {
                return None;
            }
            self.unknown(address.as_str(), Some(kind), place);
            return None;
        }
        let candidates: Vec<usize> =
            parts.iter().copied().filter(|part| self.directory.resources[*part].kind == *kind).collect();
        match candidates.as_slice() {
            [one] => Some(*one),
            _ if self.directory.may_have(address) => None,
            [] => {
                let message = format!("{} takes an {kind}, and {address} has none", place.words());
                let help = self.suggestion(kind);
                self.report(&codes::WRONG_KIND, message, place.label("has no part of the kind"), help);
                None
            }
            several => {
                let message =
                    format!("{} takes one {kind}, and {address} has {}", place.words(), several.len());
                let names = several.iter().map(|part| self.directory.resources[*part].address.as_str());
                let help = format!("name one of them: {}", listed(names));
                self.report(&codes::AMBIGUOUS_REFERENCE, message, place.label("which part?"), Some(help));
                None
            }
        }
    }

    fn link(&mut self, to: usize, place: &Place<'a>) {
        if let Some(from) = place.holder {
            self.links.push(Link { from, to, origin: place.origin().clone() });
        }
    }

    fn unknown(&mut self, address: &str, kind: Option<&KindName>, place: &Place<'a>) {
        let candidates = match kind {
            Some(kind) => self.directory.addresses_of(kind.as_str()),
            None => self.directory.addresses().collect(),
        };
        let help = did_you_mean(address, candidates).or_else(|| match kind {
            Some(kind) => self.suggestion(kind),
            None => None,
        });
        let message = format!("{} refers to {address}, which is not in the blueprint", place.words());
        self.report(&codes::UNKNOWN_REFERENCE, message, place.label("nothing has this address"), help);
    }

    pub(crate) fn wrong_kind(
        &mut self,
        address: &str,
        found: &KindName,
        wanted: &KindName,
        place: &Place<'a>,
    ) {
        let message = format!("{} takes an {wanted}, and {address} is an {found}", place.words());
        let help = self.suggestion(wanted);
        self.report(&codes::WRONG_KIND, message, place.label(format!("is an {found}")), help);
    }

    fn suggestion(&self, kind: &KindName) -> Option<String> {
        let candidates = self.directory.addresses_of(kind.as_str());
        (!candidates.is_empty()).then(|| format!("of this kind there is {}", listed(candidates)))
    }

    pub(crate) fn report(
        &mut self,
        code: &'static Code,
        message: String,
        label: Label,
        help: Option<String>,
    ) {
        let problem = Diagnostic::error(code, message);
        self.diagnostics.push(Diagnostic { labels: vec![label], help, ..problem });
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::Set(_))
}

fn example(prefix: &str) -> String {
    if prefix.is_empty() { String::new() } else { format!(" (`{prefix}…`)") }
}

/// Whether a value of one type may stand where the other is expected, as far as can be said before
/// the value is known.
fn same_shape(wanted: &Type, given: &Type) -> bool {
    match (wanted, given) {
        (Type::AnyOf(types), given) => types.iter().any(|ty| same_shape(ty, given)),
        (wanted, Type::AnyOf(types)) => types.iter().any(|ty| same_shape(wanted, ty)),
        (Type::Boolean, Type::Boolean) | (Type::Map(_), Type::Map(_)) => true,
        (Type::Record { .. }, Type::Record { .. }) => true,
        (Type::Integer { .. } | Type::Number, Type::Integer { .. }) | (Type::Number, Type::Number) => true,
        (Type::List(one) | Type::Set(one), Type::List(other) | Type::Set(other)) => same_shape(one, other),
        (wanted, given) => is_text(wanted) && is_text(given),
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Text(_)
            | Type::Choice(_)
            | Type::Cidr4 { .. }
            | Type::Cidr6
            | Type::Policy
            | Type::Reference(_)
            | Type::BlockReference(_)
    )
}
