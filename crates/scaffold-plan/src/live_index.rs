use std::cmp::Reverse;
use std::collections::BTreeMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::UnGraphMap;
use scaffold_kinds::schema;
use scaffold_model::{Attribute, KindSchema, Live, Snapshot, Type, Value};

/// Live resources by id, and who refers to whom among them.
pub(crate) struct LiveIndex<'a> {
    by_id: BTreeMap<(&'a str, &'a str), &'a Live>,
    referrers: BTreeMap<(&'a str, &'a str), Vec<Referrer<'a>>>,
    /// What each is connected with by references, directly or not.
    company: BTreeMap<(&'a str, &'a str), Company<'a>>,
}

/// A group of live resources that hang together. The larger is the less, then the older.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Company<'a> {
    size: Reverse<usize>,
    oldest: Option<&'a str>,
    first: &'a str,
}

/// A live resource that refers to another.
pub(crate) struct Referrer<'a> {
    pub live: &'a Live,
    /// The reference does not keep the other from being deleted.
    pub soft: bool,
}

/// Whether a reference by this attribute lets what it refers to go.
pub(crate) fn is_soft(used: &str, user: &KindSchema, attribute: &str) -> bool {
    let path = format!("{}.{attribute}", user.kind);
    schema(used).is_some_and(|used| used.facts.soft_referrers.contains(&path.as_str()))
}

impl<'a> LiveIndex<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
        let mut index = Self { by_id: BTreeMap::new(), referrers: BTreeMap::new(), company: BTreeMap::new() };
        for live in &snapshot.resources {
            index.by_id.insert((live.kind.as_str(), live.id.as_str()), live);
        }
        for live in &snapshot.resources {
            let Some(schema) = schema(live.kind.as_str()) else { continue };
            for (attribute, kind, id) in live_references(schema, live) {
                let soft = is_soft(kind, schema, attribute);
                index.referrers.entry((kind, id)).or_default().push(Referrer { live, soft });
            }
        }
        index.gather();
        index
    }

    fn gather(&mut self) {
        let mut links = UnGraphMap::<(&str, &str), ()>::new();
        for (used, referrers) in &self.referrers {
            for referrer in referrers.iter().filter(|_| self.by_id.contains_key(used)) {
                links.add_edge(*used, (referrer.live.kind.as_str(), referrer.live.id.as_str()), ());
            }
        }
        for key in self.by_id.keys() {
            links.add_node(*key);
        }
        for members in kosaraju_scc(&links) {
            let live = || members.iter().filter_map(|key| self.by_id.get(key).copied());
            let oldest = live().filter_map(|live| live.created.as_deref()).min();
            let first = live().map(|live| live.id.as_str()).min().unwrap_or_default();
            let company = Company { size: Reverse(members.len()), oldest, first };
            self.company.extend(members.into_iter().map(|key| (key, company.clone())));
        }
    }

    /// What hangs together with a live resource.
    pub(crate) fn company(&self, live: &Live) -> Option<Company<'a>> {
        self.company.get(&(live.kind.as_str(), live.id.as_str())).cloned()
    }

    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&'a Live> {
        self.by_id.get(&(kind, id)).copied()
    }

    /// Live resources that refer to this one.
    pub(crate) fn referrers<'s>(&'s self, live: &'s Live) -> &'s [Referrer<'a>] {
        self.referrers.get(&(live.kind.as_str(), live.id.as_str())).map_or(&[], Vec::as_slice)
    }
}

/// References of a live resource: attribute, kind referred to, physical id.
pub(crate) fn live_references<'a>(
    schema: &'static KindSchema,
    live: &'a Live,
) -> Vec<(&'static str, &'static str, &'a str)> {
    let mut found = Vec::new();
    for attribute in &schema.schema.attributes {
        if let Some(value) = live.values.get(attribute.name) {
            visit_references(&attribute.ty, value, &mut |kind, id| found.push((attribute.name, kind, id)));
        }
    }
    found
}

/// Calls `visit` with kind and physical id of every known reference in a value.
pub(crate) fn visit_references<'a>(
    ty: &'static Type,
    value: &'a Value,
    visit: &mut impl FnMut(&'static str, &'a str),
) {
    match (ty, value) {
        (Type::Reference(kind), Value::Text(id)) => visit(kind.as_str(), id),
        (Type::Set(item) | Type::List(item) | Type::Map(item), Value::List(items)) => {
            items.iter().for_each(|value| visit_references(item, value, visit));
        }
        (Type::Map(item), Value::Map(entries)) => {
            entries.values().for_each(|value| visit_references(item, value, visit));
        }
        (Type::Record { attributes, .. }, Value::Map(entries)) => {
            for Attribute { name, ty, .. } in attributes {
                if let Some(value) = entries.get(*name) {
                    visit_references(ty, value, visit);
                }
            }
        }
        _ => {}
    }
}
