use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, Class, KindSchema, Live, PhysicalId, Type, Value, Values};

use super::terms::{Contract, Fixture, Promise, Violation};

/// Compares what is with what should be, and keeps what differs.
pub struct Expect<'a> {
    contract: &'a Contract<'a>,
    violations: &'a mut Vec<Violation>,
}

impl<'a> Expect<'a> {
    pub fn new(contract: &'a Contract<'a>, violations: &'a mut Vec<Violation>) -> Self {
        Self { contract, violations }
    }

    /// Whether the cloud is known not to keep a promise.
    pub fn excepted(&self, fixture: &Fixture, attribute: Option<&str>, promise: Promise) -> bool {
        self.contract.exceptions.iter().any(|exception| {
            exception.promise == promise
                && exception.kind.is_none_or(|kind| kind == fixture.kind.as_str())
                && exception.attribute.is_none_or(|excepted| attribute == Some(excepted))
        })
    }

    /// A stack without resources has none.
    pub fn empty(&mut self, fixture: &Fixture, lives: &[Live]) {
        for live in lives {
            self.violated(fixture, Promise::EmptyAtFirst, format!("{} is there", live.id));
        }
    }

    /// What was made is found once, and is what was asked for. `read` is what a look by id gives,
    /// `wanted` the values that were asked for.
    pub fn made(&mut self, fixture: &Fixture, lives: &[Live], read: Option<&Live>, wanted: &Values) {
        // What carries no mark is of what it is a part of.
        let is_set = self.schema(fixture).is_some_and(|schema| schema.parent_attribute().is_some());
        let part = |live: &Live| is_set && read.is_some_and(|read| read.id == live.id);
        let is_ours = |live: &&Live| match &live.identity {
            Some(identity) => identity.address == fixture.address,
            None => part(live),
        };
        let found: Vec<&Live> = lives.iter().filter(is_ours).collect();
        let &[live] = found.as_slice() else {
            let ids: Vec<&str> = found.iter().map(|live| live.id.as_str()).collect();
            return self.violated(fixture, Promise::MadeAsAsked, format!("found {ids:?} in place of one"));
        };
        if read != Some(live) {
            let what = format!("a look by id gives {read:?}, the survey {live:?}");
            self.violated(fixture, Promise::MadeAsAsked, what);
        }
        for (name, value) in wanted {
            let skipped = self.excepted(fixture, Some(name), Promise::MadeAsAsked)
                || self.schema(fixture).is_some_and(|schema| !is_reported(schema, name));
            if !skipped && canonical(live.value(name)) != canonical(value) {
                let what = format!("{name} is {} in place of {value}", live.value(name));
                self.violated(fixture, Promise::MadeAsAsked, what);
            }
        }
        let schema = self.schema(fixture);
        if schema.is_some_and(KindSchema::is_taggable) && !live.tags.contains_key("team") {
            self.violated(fixture, Promise::MadeAsAsked, format!("the tags are {:?}", live.tags));
        }
    }

    /// A second call with the same request gave what the first one made.
    pub fn same(&mut self, fixture: &Fixture, first: Option<&PhysicalId>, again: &PhysicalId) {
        if first != Some(again) {
            self.violated(fixture, Promise::MadeOnce, format!("{first:?}, then {again}"));
        }
    }

    /// One attribute changed, and nothing else.
    pub fn changed(
        &mut self,
        fixture: &Fixture,
        (name, value): (&str, &Value),
        (before, after): (&Live, &Live),
    ) {
        let promise = Promise::ChangesOneThing;
        if canonical(after.value(name)) != canonical(value) {
            let what = format!("{name} is {} in place of {value}", after.value(name));
            self.violated(fixture, promise, what);
        }
        self.stays(fixture, promise, (before, after), Some(name));
        if before.tags != after.tags {
            let what = format!("changing {name} made the tags {:?} from {:?}", after.tags, before.tags);
            self.violated(fixture, promise, what);
        }
    }

    /// The tags are these, and nothing else changed.
    pub fn tagged(
        &mut self,
        fixture: &Fixture,
        wanted: &BTreeMap<String, String>,
        (before, after): (&Live, &Live),
    ) {
        if after.tags != *wanted {
            let what = format!("they are {:?} in place of {wanted:?}", after.tags);
            self.violated(fixture, Promise::Tags, what);
        }
        self.stays(fixture, Promise::Tags, (before, after), None);
    }

    /// What is in a set carries this address where it carried one, and nothing else changed.
    pub fn moved(&mut self, fixture: &Fixture, address: &str, (before, after): (&Live, &Live)) {
        let mut wanted = before.clone();
        if let (Some(identity), Ok(address)) = (&mut wanted.identity, Address::parse(address)) {
            identity.address = address;
        }
        if *after != wanted {
            self.violated(fixture, Promise::Tags, format!("it is {after:?} in place of {wanted:?}"));
        }
    }

    /// What was deleted is gone; of a set, all members are.
    pub fn deleted(&mut self, fixture: &Fixture, id: &PhysicalId, lives: &[Live]) {
        let Some(live) = lives.iter().find(|live| live.id == *id) else { return };
        let Some(schema) = self.schema(fixture) else { return };
        if schema.parent_attribute().is_none() {
            return self.violated(fixture, Promise::Deletes, format!("{id} is still there"));
        }
        let sets = schema.schema.attributes.iter().filter(|set| matches!(set.ty, Type::Set(_)));
        for set in
            sets.filter(|set| live.value(set.name).as_list().is_some_and(|members| !members.is_empty()))
        {
            let what = format!("{} is still {}", set.name, live.value(set.name));
            self.violated(fixture, Promise::Deletes, what);
        }
    }

    /// Another stack is as it was.
    pub fn untouched(&mut self, before: &[Live], after: &[Live]) {
        let fixtures = &self.contract.fixtures;
        for live in before.iter().filter(|live| !after.contains(live)) {
            let now = after.iter().find(|now| now.kind == live.kind && now.id == live.id);
            let what = format!("{live:?} became {now:?}");
            if let Some(fixture) = fixtures.iter().find(|fixture| fixture.kind == live.kind) {
                self.violated(fixture, Promise::LeavesOthersAlone, what);
            }
        }
    }

    /// Every attribute and output but one is what it was, and so is the identity.
    fn stays(
        &mut self,
        fixture: &Fixture,
        promise: Promise,
        (before, after): (&Live, &Live),
        but: Option<&str>,
    ) {
        let names: BTreeSet<&String> = before.values.keys().chain(after.values.keys()).collect();
        // A change of an attribute gives these another value by nature.
        let renewed = self.schema(fixture).map_or(&[] as &[_], |schema| schema.facts.renewed_outputs);
        let renewed = if but.is_some() { renewed } else { &[] };
        let queue = self.schema(fixture).and_then(|schema| schema.facts.queue).filter(|_| but.is_some());
        let waits = |name: &str| queue.is_some_and(|queue| queue.pending == name);
        let told =
            |name: &&String| but != Some(name.as_str()) && !renewed.contains(&name.as_str()) && !waits(name);
        for name in names.into_iter().filter(told) {
            let (old, new) = (before.value(name), after.value(name));
            if canonical(old) != canonical(new) && !self.excepted(fixture, Some(name), promise) {
                self.violated(fixture, promise, format!("{name} became {new} from {old} as well"));
            }
        }
        // A set tells whose it is by its members, and so does not where there are none.
        let is_set = self.schema(fixture).is_some_and(|schema| schema.parent_attribute().is_some());
        let untold = is_set && (before.identity.is_none() || after.identity.is_none());
        if before.identity != after.identity && !untold {
            let what = format!("the identity became {:?} from {:?}", after.identity, before.identity);
            self.violated(fixture, promise, what);
        }
    }

    fn schema(&self, fixture: &Fixture) -> Option<&'static KindSchema> {
        (self.contract.schema)(fixture.kind.as_str())
    }

    fn violated(&mut self, fixture: &Fixture, promise: Promise, what: String) {
        if !self.excepted(fixture, None, promise) {
            self.violations.push(Violation { address: fixture.address.clone(), promise, what });
        }
    }
}

/// Whether a cloud tells the value of an attribute.
fn is_reported(schema: &KindSchema, name: &str) -> bool {
    schema.schema.attribute(name).is_none_or(|attribute| {
        !matches!(attribute.class, Class::CreateOnly | Class::Directive | Class::WriteOnly)
    })
}

/// A value whose lists are sorted (no kind has a list whose order counts and whose items repeat),
/// and in which nothing is the same as an empty list.
fn canonical(value: &Value) -> String {
    match value {
        Value::List(items) if items.is_empty() => canonical(&Value::Null),
        Value::List(items) => {
            let mut items: Vec<String> = items.iter().map(canonical).collect();
            items.sort();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries = entries.iter().filter(|(_, entry)| !entry.is_null());
            let entries: Vec<String> =
                entries.map(|(key, entry)| format!("{key}: {}", canonical(entry))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}
