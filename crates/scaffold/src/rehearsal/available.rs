use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::{Address, KindName, LeftOut, Missing};
use scaffold_provider::{Cloud, Error};

use crate::failure::Failure;
use crate::pipeline::{self, Checked};

/// What an endpoint lacks, and what is left without it.
pub struct Available {
    /// Service by service; nothing where everything is there.
    pub missing: Vec<Missing>,
    /// Reasons for leaving out blocks, by address.
    reasons: BTreeMap<Address, String>,
}

/// Asks an endpoint for every kind that these blueprints need, before anything is made.
pub async fn available(checked: &[&Checked], cloud: &dyn Cloud) -> Available {
    let Some(first) = checked.first() else {
        return Available { missing: Vec::new(), reasons: BTreeMap::new() };
    };
    let mut needs = pipeline::needs(&first.graph);
    let resources = || checked.iter().flat_map(|one| &one.graph.desired.resources);
    needs.kinds = resources().map(|resource| resource.kind.clone()).collect();
    let lacking = scaffold_survey::unsupported(&needs, cloud).await;
    let mut services: BTreeMap<&str, Vec<&(KindName, Error)>> = BTreeMap::new();
    for one in &lacking {
        services.entry(one.0.service()).or_default().push(one);
    }
    let mut reasons = BTreeMap::new();
    let mut missing = Vec::new();
    for (service, lacking) in services {
        let kinds: BTreeSet<&KindName> = lacking.iter().map(|(kind, _)| kind).collect();
        let needing = resources().filter(|resource| kinds.contains(&resource.kind));
        let blocks: BTreeSet<Address> = needing.map(|resource| resource.address.block_address()).collect();
        for block in &blocks {
            let reason = format!("it needs {service}, which the endpoint lacks");
            reasons.entry(block.clone()).or_insert(reason);
        }
        missing.push(Missing {
            service: service.to_owned(),
            kinds: kinds.into_iter().cloned().collect(),
            blocks: blocks.into_iter().collect(),
            why: lacking.first().map(|(_, error)| why(error)).unwrap_or_default(),
        });
    }
    Available { missing, reasons }
}

impl Available {
    /// A blueprint without what needs what is missing, and without what refers to that.
    pub fn rest_of(&self, checked: &Checked) -> Result<(Checked, Vec<LeftOut>), Failure> {
        let (blueprint, left_out) = checked.blueprint.without(&self.reasons);
        Ok((pipeline::reshape(checked, blueprint)?, left_out))
    }
}

/// What the endpoint said, without our advice about it.
fn why(error: &Error) -> String {
    let message = error.message.split("; this endpoint does not have").next().unwrap_or_default();
    match &error.code {
        Some(code) => format!("{code}: {message}"),
        None => message.to_owned(),
    }
}
