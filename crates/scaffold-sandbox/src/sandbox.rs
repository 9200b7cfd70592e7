use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use scaffold_model::{
    Answer, CloudId, KindName, KindSchema, LiveState, Lookup, PhysicalId, ServiceCost, Type, Value, Values,
};
use scaffold_provider::{Class, Cloud, Error, Gate, Provider};

use crate::api::Api;
use crate::complete_set::{SetProvider, has_members};
use crate::options::SandboxOptions;
use crate::parent_settings::SettingsProvider;
use crate::provider::ResourceProvider;
use crate::record::{FOREIGN_USER, PARAMETER, Record};
use crate::state::State;
use crate::store::Store;
use crate::tamper::Tamper;
use crate::view;

/// An in-process cloud: one account in one region.
pub struct Sandbox {
    id: CloudId,
    api: Arc<Api>,
    providers: Vec<Box<dyn Provider>>,
}

/// Something that lives in the sandbox, whoever made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resident {
    /// What it is; `foreign.user` for what only tampering makes.
    pub kind: KindName,
    /// Its id.
    pub id: PhysicalId,
    /// Physical name, for named kinds.
    pub name: Option<String>,
    /// Attributes and outputs. Of a complete set all members, whoever made them.
    pub values: Values,
    /// All tags.
    pub tags: BTreeMap<String, String>,
    /// Where it is in its life.
    pub state: LiveState,
}

impl Sandbox {
    /// Opens a cloud: what lives in the directory, or an empty one in memory.
    ///
    /// # Errors
    /// [`Class::Failed`] when the directory cannot be read or written, or holds something damaged or
    /// of another version.
    pub fn open(options: SandboxOptions) -> Result<Self, Error> {
        let cloud = format!("{}-{}", options.account, options.region);
        let directory = options.directory.as_ref().map(|directory| directory.join(&cloud));
        let store = Store::open(directory.as_deref(), cloud, options.time)
            .map_err(|trouble| Error::new(Class::Failed, "sandbox:Open", trouble.to_string()))?;
        let endpoint = match &options.directory {
            Some(directory) => format!("sandbox:{}", directory.display()),
            None => "sandbox:memory".to_owned(),
        };
        let id = CloudId {
            account: options.account.clone(),
            region: options.region.clone(),
            endpoint: Some(endpoint),
        };
        let api = Arc::new(Api::new(&options, store));
        let providers = scaffold_kinds::all().map(|schema| provider(schema, &api)).collect();
        Ok(Self { id, api, providers })
    }

    /// Everything that lives here but what AWS itself put beside it (default groups, main tables),
    /// oldest first. Reads the state itself, not by the way that surveys go: a judge of those.
    ///
    /// # Errors
    /// [`Class::Failed`] when the directory cannot be read.
    pub fn listing(&self) -> Result<Vec<Resident>, Error> {
        let read = self.api.store.read(|state, now| {
            let by_aws = |record: &Record| {
                let mut above = record.owner.as_ref();
                while let Some(owner) = above {
                    if owner.kind.as_str() == "ec2.vpc" {
                        return true;
                    }
                    above = state.get(owner).and_then(|owner| owner.owner.as_ref());
                }
                false
            };
            let is_resident = |record: &&Record| record.key.kind.as_str() != PARAMETER && !by_aws(record);
            let residents = state.all().into_iter().filter(is_resident).map(|record| {
                let schema = scaffold_kinds::schema(record.key.kind.as_str());
                let mut values = schema
                    .map_or_else(|| record.values.clone(), |schema| view::values(state, schema, record));
                for part in &record.parts {
                    if let Some(Value::List(members)) = values.get_mut(&part.attribute) {
                        members.push(part.value.clone());
                    }
                }
                Resident {
                    kind: record.key.kind.clone(),
                    id: record.key.id.clone(),
                    name: record.name.clone(),
                    values,
                    tags: record.tags.clone(),
                    state: schema.map_or(LiveState::Ready, |schema| view::live_state(schema, record, now)),
                }
            });
            Ok(residents.collect())
        });
        read.map_err(|refusal| refusal.of("sandbox:List"))
    }

    /// Another hand, which changes what lives here without anyone's leave.
    pub fn tamper(&self) -> Tamper<'_> {
        Tamper::new(&self.api)
    }

    /// Calls so far, by AWS's names of them.
    pub fn operations(&self) -> BTreeMap<String, u64> {
        self.api.meter.operations()
    }
}

fn provider(schema: &'static KindSchema, api: &Arc<Api>) -> Box<dyn Provider> {
    let api = Arc::clone(api);
    let parent = schema.parent_attribute().and_then(|name| match &schema.schema.attribute(name)?.ty {
        Type::Reference(kind) => scaffold_kinds::schema(kind.as_str()),
        _ => None,
    });
    match parent {
        Some(parent) if has_members(schema) => Box::new(SetProvider { schema, parent, api }),
        Some(parent) => Box::new(SettingsProvider { schema, parent, api }),
        None => Box::new(ResourceProvider { schema, api }),
    }
}

#[async_trait]
impl Cloud for Sandbox {
    fn id(&self) -> &CloudId {
        &self.id
    }

    fn providers(&self) -> Vec<&dyn Provider> {
        self.providers.iter().map(|provider| &**provider as &dyn Provider).collect()
    }

    async fn lookup(&self, lookup: &Lookup) -> Result<Answer, Error> {
        match lookup {
            Lookup::Zones => {
                let zones = self.api.place.zones().into_iter().map(Value::Text).collect();
                let answer = Answer::Value(Value::List(zones));
                self.api.look("ec2", "DescribeAvailabilityZones", |_, _| Ok(answer.clone())).await
            }
            Lookup::Parameter { name } => {
                let at_first = self.api.place.parameter(name);
                let get = |state: &State, _| {
                    let set = state.find(PARAMETER, name).map(|record| record.value("value").clone());
                    Ok(Answer::Value(set.unwrap_or_else(|| at_first.clone())))
                };
                self.api.look("ssm", "GetParameter", get).await
            }
            Lookup::PrefixList { name } => {
                let answer =
                    Answer::Value(crate::ec2::prefix_list(name).map(Value::text).unwrap_or_default());
                self.api.look("ec2", "DescribeManagedPrefixLists", |_, _| Ok(answer.clone())).await
            }
            Lookup::ParameterNames { kind, family } => {
                let names = crate::parameters::names(family);
                let answer =
                    names.map(|names| Value::List(names.iter().map(|name| Value::text(*name)).collect()));
                let answer = Answer::Value(answer.unwrap_or_default());
                let operation = "DescribeEngineDefaultParameters";
                self.api.look(kind.service(), operation, |_, _| Ok(answer.clone())).await
            }
            Lookup::UpgradeTargets { kind, engine, version } => {
                let targets = crate::rds::upgrade_targets(engine, version);
                let targets = targets.map(|all| Value::List(all.into_iter().map(Value::text).collect()));
                let answer = Answer::Value(targets.unwrap_or_default());
                let operation = "DescribeDBEngineVersions";
                self.api.look(kind.service(), operation, |_, _| Ok(answer.clone())).await
            }
            Lookup::Users { kind, ids } => Ok(Answer::Users(self.maker(kind)?.users(ids).await?)),
            Lookup::Stack { stack, kind } => Ok(Answer::Live(self.maker(kind)?.survey(stack).await?)),
        }
    }

    fn look_in(&self, regions: &BTreeSet<String>) {
        self.api.regions.lock().unwrap_or_else(PoisonError::into_inner).clone_from(regions);
    }

    fn guard(&self, gate: Arc<dyn Gate>) {
        self.api.gateway.guard(gate);
    }

    fn cost(&self) -> Vec<ServiceCost> {
        self.api.meter.costs()
    }
}

impl Sandbox {
    fn maker(&self, kind: &KindName) -> Result<&dyn Provider, Error> {
        self.provider(kind.as_str()).ok_or_else(|| {
            Error::new(Class::Unsupported, "sandbox:Lookup", format!("the sandbox has no kind {kind}"))
        })
    }
}

impl Resident {
    /// Whether only tampering makes such.
    pub fn is_foreign_user(&self) -> bool {
        self.kind.as_str() == FOREIGN_USER
    }
}
