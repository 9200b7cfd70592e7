//! A cloud as pure data: just enough to carry out a plan.

use std::collections::BTreeMap;

use scaffold_kinds::schema;
use scaffold_model::{
    Address, Answer, CloudId, KindName, Live, LiveIdentity, LiveState, Lookup, PhysicalId, Plan, Reference,
    Snapshot, StepId, TAG_ADDRESS, TAG_NAME, TAG_STACK, Value, Values, Verb,
};

#[derive(Clone, Default)]
pub struct World {
    pub live: Vec<Live>,
    counter: usize,
}

impl World {
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot {
            cloud: CloudId { account: "123456789012".into(), region: "us-east-1".into(), endpoint: None },
            resources: self.live.clone(),
            unread: Vec::new(),
            answers: BTreeMap::new(),
            cost: Vec::new(),
        };
        let zones = "abcdef".chars().map(|letter| Value::text(format!("us-east-1{letter}"))).collect();
        snapshot.answers.insert(Lookup::Zones, Answer::Value(Value::List(zones)));
        snapshot
    }

    pub fn find(&self, address: &str) -> Option<&Live> {
        self.live
            .iter()
            .find(|live| live.identity.as_ref().is_some_and(|identity| identity.address.as_str() == address))
    }

    pub fn get(&mut self, address: &str) -> &mut Live {
        self.live
            .iter_mut()
            .find(|live| live.identity.as_ref().is_some_and(|identity| identity.address.as_str() == address))
            .unwrap_or_else(|| panic!("nothing live at {address}"))
    }

    /// Carries out the first `limit` steps of a plan in one of its orders. Panics where the order
    /// lets a step begin before something that it needs.
    pub fn apply(&mut self, plan: &Plan, limit: usize) {
        let mut done: Vec<StepId> = Vec::new();
        let mut outputs: BTreeMap<Address, (PhysicalId, KindName)> = BTreeMap::new();
        while done.len() < plan.steps.len().min(limit) {
            let next = (0..plan.steps.len())
                .find(|id| !done.contains(id) && plan.prerequisites(*id).all(|before| done.contains(&before)))
                .expect("an order exists");
            self.step(plan, next, &mut outputs);
            done.push(next);
        }
    }

    fn step(&mut self, plan: &Plan, id: StepId, outputs: &mut BTreeMap<Address, (PhysicalId, KindName)>) {
        let step = &plan.steps[id];
        let world = self.clone();
        let resolve = |reference: &Reference| {
            let (id, kind) = outputs.get(&reference.address)?;
            world.live.iter().find(|live| live.id == *id && live.kind == *kind)?.output(&reference.path)
        };
        let known = |values: &Values| -> Values {
            values
                .iter()
                .map(|(name, value)| {
                    let value = value.substitute(&resolve);
                    assert!(value.is_known(), "{} needs {value} before it is there", step.address);
                    (name.clone(), value)
                })
                .collect()
        };
        match &step.verb {
            Verb::Create { values, tags, name } => {
                let values = known(values);
                let tags = known(&tags.clone());
                self.assert_references_live(&step.kind, &values);
                let live = self.create(step, values, &tags, name.as_ref());
                outputs.insert(step.address.clone(), (live, step.kind.clone()));
            }
            Verb::Update { id, patch, .. } => {
                let patch = known(patch);
                self.assert_references_live(&step.kind, &patch);
                self.upgrade(&step.kind, id, &patch);
                let live =
                    self.live.iter_mut().find(|live| live.id == *id && live.kind == step.kind).expect("live");
                for (name, value) in patch {
                    if name == "tags" {
                        live.tags = texts(value.as_map().expect("tags are a map"));
                    } else {
                        live.values.insert(name, value);
                    }
                }
                outputs.insert(step.address.clone(), (id.clone(), step.kind.clone()));
            }
            Verb::Delete { id, .. } => self.delete(&step.kind, id),
            Verb::Adopt { id, tags, .. } => {
                let live =
                    self.live.iter_mut().find(|live| live.id == *id && live.kind == step.kind).expect("live");
                let identity = live.identity.as_mut().expect("ours");
                identity.address = Address::parse(&tags[TAG_ADDRESS]).expect("an address");
                live.tags.extend(tags.get("Name").map(|name| ("Name".to_owned(), name.clone())));
            }
        }
    }

    fn create(
        &mut self,
        step: &scaffold_model::Step,
        mut values: Values,
        tags: &Values,
        name: Option<&String>,
    ) -> PhysicalId {
        let schema = schema(step.kind.as_str()).expect("a kind");
        if let Some(attribute) = schema.parent_attribute() {
            let parent = values[attribute].as_text().expect("a known parent").to_owned();
            let set = self
                .live
                .iter_mut()
                .find(|live| live.kind == step.kind && live.id.as_str() == parent)
                .expect("the set of a live parent");
            set.values.extend(values);
            // The rules are tagged, not the set.
            let has_rules =
                set.values.values().any(|value| value.as_list().is_some_and(|rules| !rules.is_empty()));
            set.identity = has_rules.then(|| LiveIdentity {
                stack: "t@us-east-1".into(),
                address: step.address.clone(),
                name: None,
            });
            return set.id.clone();
        }
        self.counter += 1;
        let id = PhysicalId::new(format!("{}{:08}", schema.facts.id_prefix, self.counter));
        let waits = schema.facts.queue.map(|queue| queue.pending);
        for output in schema.schema.outputs.iter().filter(|output| Some(output.name) != waits) {
            let value = if output.name == "id" { id.to_string() } else { format!("{}-of-{id}", output.name) };
            values.entry(output.name.to_owned()).or_insert(Value::text(value));
        }
        let text = |key: &str| tags.get(key).and_then(Value::as_text).map(str::to_owned);
        let address = Address::parse(&text(TAG_ADDRESS).expect("identity")).expect("an address");
        let identity =
            LiveIdentity { stack: text(TAG_STACK).expect("identity"), address, name: text(TAG_NAME) };
        let mut own = texts(tags);
        own.retain(|key, _| !key.starts_with("scaffold:"));
        self.live.push(Live {
            kind: step.kind.clone(),
            id: id.clone(),
            identity: Some(identity),
            name: name.cloned(),
            values,
            tags: own,
            state: LiveState::Ready,
            created: Some(format!("{:08}", self.counter)),
            foreign: Vec::new(),
        });
        if step.kind.as_str() == "ec2.security_group" {
            self.live.push(Live {
                kind: KindName::from("ec2.security_group_rules"),
                id: id.clone(),
                identity: None,
                name: None,
                values: Values::from([("security_group".into(), Value::text(id.as_str()))]),
                tags: BTreeMap::new(),
                state: LiveState::Ready,
                created: None,
                foreign: Vec::new(),
            });
        }
        id
    }

    fn delete(&mut self, kind: &KindName, id: &PhysicalId) {
        if kind.as_str() == "ec2.security_group_rules" {
            let set = self.live.iter_mut().find(|live| live.kind == *kind && live.id == *id).expect("live");
            set.values.retain(|name, _| name == "security_group");
            set.identity = None;
            return;
        }
        let gone = |live: &Live| {
            live.id == *id
                && (live.kind == *kind
                    || schema(live.kind.as_str()).is_some_and(|s| s.parent_attribute().is_some()))
        };
        self.live.retain(|live| !gone(live));
        for live in &self.live {
            let schema = schema(live.kind.as_str()).expect("a kind");
            for (attribute, value) in &live.values {
                let soft = scaffold_kinds::schema(kind.as_str())
                    .expect("a kind")
                    .facts
                    .soft_referrers
                    .contains(&format!("{}.{attribute}", live.kind).as_str());
                let refers =
                    schema.schema.attribute(attribute).is_some() && value.to_string().contains(id.as_str());
                assert!(soft || !refers, "{id} is deleted while {} refers to it by {attribute}", live.id);
            }
        }
    }

    /// As AWS does it: the next major version of PostgreSQL takes replicas along, and else no source gets
    /// ahead of its replicas.
    fn upgrade(&mut self, kind: &KindName, id: &PhysicalId, patch: &Values) {
        let Some(version) = patch.get("engine_version").and_then(Value::as_text) else { return };
        if kind.as_str() != "rds.instance" {
            return;
        }
        let own = self.live.iter().find(|live| live.id == *id).expect("live").clone();
        let before = own.value("engine_version").to_string();
        let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
        let along = own.value("engine").as_text() == Some("postgres") && major(&before) != major(version);
        assert!(!along || own.value("source").is_null(), "{id} is upgraded with its source alone");
        let replicas =
            self.live.iter_mut().filter(|live| live.value("source").as_text() == Some(id.as_str()));
        for replica in replicas {
            if along {
                replica.values.insert("engine_version".to_owned(), version.into());
            }
            let has = replica.value("engine_version").to_string();
            assert!(
                !scaffold_model::shrinks(&version.into(), &has.as_str().into()),
                "{} stays behind",
                replica.id
            );
        }
    }

    fn assert_references_live(&self, kind: &KindName, values: &Values) {
        let schema = schema(kind.as_str()).expect("a kind");
        for attribute in &schema.schema.attributes {
            if let (scaffold_model::Type::Reference(to), Some(Value::Text(id))) =
                (&attribute.ty, values.get(attribute.name))
            {
                let there = self.live.iter().any(|live| live.kind == *to && live.id.as_str() == id);
                assert!(there, "{kind} refers to {id}, which is not live");
            }
        }
    }
}

fn texts(values: &Values) -> BTreeMap<String, String> {
    values.iter().map(|(key, value)| (key.clone(), value.as_text().expect("a text").to_owned())).collect()
}
