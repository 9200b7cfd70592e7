//! References into other stacks. Which parts a block there may have its word says; whether they are
//! there only the planner can find out.

use scaffold_model::{Address, KindName, KindSchema, Reference, Type, Value, did_you_mean};

use crate::codes;
use crate::listed::listed;
use crate::place::Place;
use crate::references::Resolver;
use crate::several::is_all;

impl<'a> Resolver<'a> {
    /// What a reference attribute names by an address in another stack.
    pub(crate) fn address_abroad(&mut self, address: &Address, kind: &KindName, place: &Place<'a>) -> Value {
        if self.is_own(address, place) {
            return Value::Null;
        }
        let Some(address) = self.part_abroad(address, kind, place) else { return Value::Null };
        match self.kind_abroad(&address) {
            Some(found) if found == *kind => self.give_abroad(address, found, "id"),
            Some(found) => {
                self.wrong_kind(address.as_str(), &found, kind, place);
                Value::Null
            }
            None => self.unknown_abroad(&address, place),
        }
    }

    /// What an expression says of something in another stack.
    pub(crate) fn expression_abroad(
        &mut self,
        reference: &Reference,
        ty: Option<&Type>,
        place: &Place<'a>,
    ) -> Value {
        if self.is_own(&reference.address, place) {
            return Value::Null;
        }
        let Some((address, path)) = self.output_abroad(reference, place) else { return Value::Null };
        let Some(kind) = self.kind_abroad(&address) else { return self.unknown_abroad(&address, place) };
        let Some(schema) = scaffold_kinds::schema(kind.as_str()) else { return Value::Null };
        if schema.schema.output(&path).is_none() && schema.schema.attribute(&path).is_none() {
            let outputs = schema.schema.outputs.iter().map(|output| output.name).collect();
            self.no_output(&address, &path, outputs, place);
            return Value::Null;
        }
        let given = Reference { address, path };
        if ty.is_some_and(|ty| !self.gives_abroad(schema, &given, ty, place)) {
            return Value::Null;
        }
        self.give_abroad(given.address, kind, &given.path)
    }

    /// A complete set says all that its resource has, which is the owner's to say.
    pub(crate) fn refuse_set_abroad(&mut self, parent: &Value, place: &Place<'a>) {
        let Value::Pending(Reference { address, .. }) = parent else { return };
        if address.is_abroad() {
            let message =
                format!("{} is of another stack, whose blueprint says all that it holds", place.words());
            let help =
                "let in what connects by `connects_to`, or write an `ec2.security_group_rule`".to_owned();
            self.report(&codes::SET_ABROAD, message, place.label("in another stack"), Some(help));
        }
    }

    fn is_own(&mut self, address: &Address, place: &Place<'a>) -> bool {
        let is_own = address.stack_abroad(self.directory.stack).as_ref() == Some(self.directory.stack);
        if is_own {
            let message = format!("{} names {address}, which is in this stack itself", place.words());
            let help = format!("write `{}`", address.local());
            self.report(&codes::OWN_STACK, message, place.label("no other stack"), Some(help));
        }
        is_own
    }

    /// The part of a block that is of a kind; anything else as it is named.
    fn part_abroad(&mut self, address: &Address, kind: &KindName, place: &Place<'a>) -> Option<Address> {
        let Some(form) = self.directory.forms.get(address.word()).filter(|_| address.part_name().is_none())
        else {
            return Some(address.clone());
        };
        match form.parts_of(kind).collect::<Vec<_>>().as_slice() {
            [part] if !part.contains('<') => Some(address.part(part)),
            [] => {
                let message = format!("{} takes an {kind}, and {address} has none", place.words());
                self.report(&codes::WRONG_KIND, message, place.label("has no part of the kind"), None);
                None
            }
            several => {
                let message = format!("{} takes one {kind}, and {address} may have several", place.words());
                let names: Vec<String> = several.iter().map(|part| format!("{address}/{part}")).collect();
                let help = format!("name one of them: {}", listed(names.iter().map(String::as_str)));
                self.report(&codes::AMBIGUOUS_REFERENCE, message, place.label("which part?"), Some(help));
                None
            }
        }
    }

    /// Which part of a block gives an output; anything else as it is named.
    fn output_abroad(&mut self, reference: &Reference, place: &Place<'a>) -> Option<(Address, String)> {
        let Reference { address, path } = reference;
        let Some(form) = self.directory.forms.get(address.word()).filter(|_| address.part_name().is_none())
        else {
            return Some((address.clone(), path.clone()));
        };
        match form.outputs.get(path) {
            Some((part, of_part)) => Some((address.part(part), of_part.clone())),
            None => {
                let outputs = form.outputs.keys().map(String::as_str).collect();
                self.no_output(address, path, outputs, place);
                None
            }
        }
    }

    fn no_output(&mut self, address: &Address, path: &str, outputs: Vec<&str>, place: &Place<'a>) {
        let help = did_you_mean(path, outputs.iter().copied())
            .or_else(|| (!outputs.is_empty()).then(|| format!("it gives {}", listed(outputs))));
        let message = format!("{address} gives no `{path}` to other stacks");
        self.report(&codes::UNKNOWN_OUTPUT, message, place.label("no such output"), help);
    }

    /// What stands at an address in another stack, as far as the address says.
    fn kind_abroad(&self, address: &Address) -> Option<KindName> {
        match address.part_name() {
            Some(part) => self.directory.forms.get(address.word())?.kind_of(part).cloned(),
            None => scaffold_kinds::schema(address.word()).map(|schema| schema.kind.clone()),
        }
    }

    fn unknown_abroad(&mut self, address: &Address, place: &Place<'a>) -> Value {
        let parts = self.directory.forms.get(address.word()).map(|form| &form.parts);
        let names: Vec<&str> = parts.into_iter().flatten().map(|(part, _)| part.as_str()).collect();
        let message =
            format!("{} refers to {address}, and a {} has no such part", place.words(), address.word());
        let help = did_you_mean(address.part_name().unwrap_or_default(), names.iter().copied())
            .or_else(|| (!names.is_empty()).then(|| format!("its parts are {}", listed(names))));
        self.report(&codes::UNKNOWN_REFERENCE, message, place.label("nothing has this address"), help);
        Value::Null
    }

    /// As for resources of this stack; what several give is a list.
    fn gives_abroad(&mut self, schema: &KindSchema, given: &Reference, ty: &Type, place: &Place<'a>) -> bool {
        match ty {
            Type::List(item) | Type::Set(item) if is_all(&given.address) => {
                self.gives_of(schema, given, item, place)
            }
            ty if is_all(&given.address) => {
                let message = format!("{} takes {}, and several give a list", place.words(), ty.words());
                let help = "write it alone, as the whole value of an attribute that takes a list".to_owned();
                self.report(&codes::UNFITTING_EXPRESSION, message, place.label("gives a list"), Some(help));
                false
            }
            ty => self.gives_of(schema, given, ty, place),
        }
    }

    fn give_abroad(&mut self, address: Address, kind: KindName, path: &str) -> Value {
        self.abroad.insert(address.clone(), kind);
        Value::pending(address, path)
    }
}
