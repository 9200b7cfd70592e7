use std::collections::{BTreeMap, BTreeSet};

use scaffold_graph::Graph;
use scaffold_model::{
    Address, Head, Lookup, Note, PLAN_FORMAT, Plan, PlanOutput, Refusal, Snapshot, StackId, Step, Verb, Why,
    did_you_mean,
};

use crate::abroad::Abroad;
use crate::data::data_refusals;
use crate::decide::{Decided, Decider};
use crate::deletions::{Deletion, deletions, not_in_blueprint};
use crate::identify::{Identified, identify};
use crate::labels::Labels;
use crate::live_index::LiveIndex;
use crate::order::{Ordering, edges, is_action};
use crate::select::{is_within, select};
use crate::stale::preconditions;
use crate::steps::Steps;
use crate::upgrades::{Upgraded, follow};
use crate::users;
use crate::waiting::waits;
use crate::zones::Zones;
use crate::{Options, Planned, Request, codes};

/// Makes the plan of a blueprint.
pub(crate) fn plan(request: &Request<'_>) -> Planned {
    let Request { graph, snapshot, options } = *request;
    if options.destroy {
        return destroy(&graph.desired.stack, Some(graph), snapshot, options);
    }
    let index = LiveIndex::new(snapshot);
    let mut identified = identify(snapshot, &graph.desired.moved);
    let labels = Labels::new(options.base.as_ref(), &graph.desired.moved, &identified);
    let mut abroad = Abroad::look(graph, snapshot);
    let (unanswered, missing) = (std::mem::take(&mut abroad.lookups), std::mem::take(&mut abroad.refusals));
    let mut decider = Decider {
        graph,
        snapshot,
        options,
        index: &index,
        labels: &labels,
        zones: Zones::default(),
        abroad: &abroad,
        decided: Vec::new(),
        by_address: BTreeMap::new(),
        refusals: missing,
        lookups: unanswered,
    };
    decider.run(&mut identified);
    let mut notes = std::mem::take(&mut identified.notes);
    let Upgraded { refusals, notes: upgrading } = follow(&mut decider.decided);
    decider.refusals.extend(refusals);
    notes.extend(upgrading);
    let outputs = graph
        .desired
        .outputs
        .iter()
        .map(|output| PlanOutput {
            name: output.name.clone(),
            value: output.value.substitute(&|reference| decider.resolve(reference)),
        })
        .collect();
    let Decider { decided, refusals, lookups, .. } = decider;
    let gone = deletions(&decided, identified, snapshot, &index, &not_in_blueprint(&labels));
    let draft = Draft {
        stack: &graph.desired.stack,
        blueprint: &graph.desired.digest,
        graph: Some(graph),
        snapshot,
        options,
        index: &index,
        labels: &labels,
        decided,
        deletions: gone,
        refusals,
        lookups,
        notes,
        outputs,
    };
    draft.finish()
}

/// Makes the plan that destroys everything of a stack.
pub(crate) fn destroy(
    stack: &StackId,
    graph: Option<&Graph>,
    snapshot: &Snapshot,
    options: &Options,
) -> Planned {
    let index = LiveIndex::new(snapshot);
    let labels = Labels::none();
    let mut identified: Identified<'_> = identify(snapshot, &[]);
    let notes = std::mem::take(&mut identified.notes);
    let gone = deletions(&[], identified, snapshot, &index, &|_: &Address| Why::Destroy);
    let draft = Draft {
        stack,
        blueprint: graph.map_or("", |graph| &graph.desired.digest),
        graph,
        snapshot,
        options,
        index: &index,
        labels: &labels,
        decided: Vec::new(),
        deletions: gone,
        refusals: Vec::new(),
        lookups: Vec::new(),
        notes,
        outputs: Vec::new(),
    };
    draft.finish()
}

/// Everything decided, not yet in order.
struct Draft<'a> {
    stack: &'a StackId,
    blueprint: &'a str,
    graph: Option<&'a Graph>,
    snapshot: &'a Snapshot,
    options: &'a Options,
    index: &'a LiveIndex<'a>,
    labels: &'a Labels<'a>,
    decided: Vec<Decided<'a>>,
    deletions: Vec<Deletion<'a>>,
    refusals: Vec<Refusal>,
    lookups: Vec<Lookup>,
    notes: Vec<Note>,
    outputs: Vec<PlanOutput>,
}

impl Draft<'_> {
    fn finish(mut self) -> Planned {
        let missing = self.missing_lookups();
        if !missing.is_empty() {
            return Planned::NeedsLookups(missing);
        }
        let (steps, after) = self.ordered_steps();
        self.refuse(&steps);
        self.notes.extend(self.unknown_data());
        self.notes.extend(foreign_notes(self.snapshot));
        self.notes.extend(self.decided.iter().filter_map(|decided| waits(decided.live()?)));
        let unchanged = self.decided.iter().filter(|decided| !is_action(decided)).count();
        Planned::Plan(Box::new(Plan {
            format: PLAN_FORMAT,
            head: self.head(),
            preconditions: preconditions(&steps, self.snapshot),
            steps,
            after,
            refusals: self.refusals,
            notes: self.notes,
            unread: self.snapshot.unread.clone(),
            unchanged,
            outputs: self.outputs,
            cost: self.snapshot.cost.clone(),
            desired: None,
            code: Vec::new(),
        }))
    }

    fn missing_lookups(&self) -> Vec<Lookup> {
        let mut lookups = self.lookups.clone();
        lookups.extend(users::lookups(&self.deletions));
        lookups.sort();
        lookups.dedup();
        lookups.retain(|lookup| !self.snapshot.answers.contains_key(lookup));
        lookups
    }

    fn ordered_steps(&self) -> (Vec<Step>, Vec<scaffold_model::Edge>) {
        let steps = Steps::new(
            &self.decided,
            &self.deletions,
            (self.stack, &self.snapshot.cloud.account),
            self.labels,
        );
        let after = edges(&Ordering {
            graph: self.graph,
            decided: &self.decided,
            deletions: &self.deletions,
            index: self.index,
            steps: &steps,
        });
        select(steps.list, after, &self.options.targets, &self.options.excludes)
    }

    /// Refusals of what is left out by `--target` and `--exclude` do not count. What is deleted because
    /// something that is named needs it does.
    fn refuse(&mut self, steps: &[Step]) {
        let Options { targets, excludes, allow_data_loss, .. } = self.options;
        self.refusals.retain(|refusal| {
            let named =
                |addresses: &[Address]| addresses.iter().any(|address| is_within(&refusal.address, address));
            (targets.is_empty() || named(targets)) && !named(excludes)
        });
        let goes = |deletion: &&Deletion<'_>| {
            let is_it = |step: &Step| {
                let deletes = matches!(step.verb, Verb::Delete { .. });
                deletes && step.kind == deletion.live.kind && step.verb.id() == Some(&deletion.live.id)
            };
            steps.iter().any(is_it)
        };
        let going: Vec<&Deletion<'_>> = self.deletions.iter().filter(goes).collect();
        self.refusals.extend(users::refusals(&going, &self.decided, (self.stack, self.snapshot)));
        self.refusals.extend(users::protection_refusals(&going));
        self.refusals.extend(data_refusals(&going, &self.decided, allow_data_loss));
        // A zone that the region lacks is said once, not for every tier in it.
        let mut said = BTreeSet::new();
        self.refusals.retain(|refusal| said.insert((refusal.code.clone(), refusal.message.clone())));
        self.refusals.extend(self.unknown_addresses());
    }

    /// Addresses of what is desired or live.
    fn known(&self) -> BTreeSet<&Address> {
        let desired = self.decided.iter().map(|decided| &decided.resource.address);
        let live = self.snapshot.resources.iter().filter_map(|live| live.identity.as_ref());
        desired.chain(live.map(|identity| &identity.address)).collect()
    }

    /// A mistyped `--target` would leave an empty plan, which reads like good news.
    fn unknown_addresses(&self) -> Vec<Refusal> {
        let Options { targets, excludes, replace, .. } = self.options;
        let known = self.known();
        let blocks: BTreeSet<Address> = known.iter().map(|address| address.block_address()).collect();
        let spelled = || known.iter().map(|known| known.as_str()).chain(blocks.iter().map(Address::as_str));
        let named = [("--target", targets), ("--exclude", excludes), ("--replace", replace)];
        let mut refusals = Vec::new();
        for (option, addresses) in named {
            for address in
                addresses.iter().filter(|address| !known.contains(*address) && !blocks.contains(*address))
            {
                refusals.push(Refusal {
                    code: codes::UNKNOWN_ADDRESS.name.to_owned(),
                    address: address.clone(),
                    message: format!("`{option} {address}` names nothing in the blueprint or the live stack"),
                    help: did_you_mean(address.as_str(), spelled()).or_else(|| {
                        Some("`scaffold graph --of resources` lists the addresses there are".to_owned())
                    }),
                    origin: None,
                });
            }
        }
        refusals
    }

    /// What may be lost is named by exact address or physical id: another word allows nothing. It is no
    /// mistake where a run before this one was stopped after it had deleted that.
    fn unknown_data(&self) -> Vec<Note> {
        let known = self.known();
        let ids = || self.snapshot.resources.iter().map(|live| live.id.as_str());
        let addresses = || known.iter().map(|address| address.as_str());
        let words = self.options.allow_data_loss.iter();
        let unknown = words.filter(|word| !addresses().chain(ids()).any(|known| known == word.as_str()));
        let note = |word: &String| Note {
            address: None,
            message: format!(
                "`--allow-data-loss {word}` allows nothing: it is neither in the blueprint nor live"
            ),
            help: did_you_mean(word, addresses().chain(ids())),
        };
        unknown.map(note).collect()
    }

    fn head(&self) -> Head {
        Head {
            stack: self.stack.clone(),
            cloud: self.snapshot.cloud.clone(),
            role: self.graph.and_then(|graph| graph.desired.role.clone()),
            ledger: self.options.ledger.clone(),
            blueprint: self.blueprint.to_owned(),
            base: self.labels.name(),
            scaffold: self.options.scaffold.clone(),
            destroy: self.options.destroy || self.graph.is_none(),
            partial: !self.options.targets.is_empty() || !self.options.excludes.is_empty(),
        }
    }
}

fn foreign_notes(snapshot: &Snapshot) -> Vec<Note> {
    let foreign = snapshot.resources.iter().filter(|live| !live.foreign.is_empty());
    foreign
        .map(|live| Note {
            address: live.identity.as_ref().map(|identity| identity.address.clone()),
            message: format!(
                "{} holds what belongs to others and is kept: {}",
                live.id,
                live.foreign.join(", ")
            ),
            help: None,
        })
        .collect()
}
