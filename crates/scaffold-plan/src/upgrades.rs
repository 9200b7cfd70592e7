use scaffold_model::{Cause, Change, Live, Note, Refusal, Upgrade, Value, View, Why, is_version_of, shrinks};

use crate::codes;
use crate::decide::{Action, Decided, Follows};
use crate::waiting::{queued, window};

/// What became of versions that go up together.
#[derive(Default)]
pub(crate) struct Upgraded {
    pub refusals: Vec<Refusal>,
    pub notes: Vec<Note>,
}

/// Lets the versions of replicas go where their sources' go. Sources stand before their replicas.
pub(crate) fn follow(decided: &mut [Decided<'_>]) -> Upgraded {
    let mut upgraded = Upgraded::default();
    for replica in 0..decided.len() {
        let Some(upgrade) = decided[replica].schema.facts.upgrade else { continue };
        upgraded.refusals.extend(waiting_major(&decided[replica], upgrade));
        let Some(source) = source_of(decided, replica, upgrade) else { continue };
        let (before, rest) = decided.split_at_mut(replica);
        let Some(replica) = rest.first_mut() else { continue };
        Pair { upgrade, source: &before[source], replica }.follow(&mut upgraded);
    }
    upgraded
}

/// The source of a replica that stays one.
fn source_of(decided: &[Decided<'_>], replica: usize, upgrade: Upgrade) -> Option<usize> {
    let this = &decided[replica];
    let stays = match &this.action {
        Action::Keep(_) => true,
        Action::Update { changes, .. } => !changes.iter().any(|change| change.attribute == upgrade.source),
        Action::Create(_) | Action::Replace { .. } => false,
    };
    let id = this.live().filter(|_| stays)?.value(upgrade.source).as_text()?;
    let is_source = |other: &Decided<'_>| {
        other.live().is_some_and(|live| {
            live.kind == this.resource.kind
                && (live.id.as_str() == id || live.value("arn").as_text() == Some(id))
        })
    };
    decided[..replica].iter().position(is_source)
}

struct Pair<'d, 'a> {
    upgrade: Upgrade,
    source: &'d Decided<'a>,
    replica: &'d mut Decided<'a>,
}

impl Pair<'_, '_> {
    fn follow(mut self, upgraded: &mut Upgraded) {
        let Some(own) = live_version(self.replica, self.upgrade) else { return };
        let goes = version_change(self.source, self.upgrade).cloned();
        let after = goes.as_ref().and_then(|change| change.after.as_text().map(str::to_owned));
        let Some(target) = after.or_else(|| live_version(self.source, self.upgrade)) else { return };
        let wanted = version_change(self.replica, self.upgrade).and_then(|change| change.after.as_text());
        let wanted = wanted.unwrap_or(&own).to_owned();
        match self.major_numbers() {
            Some(numbers) if major(&own, numbers) != major(&target, numbers) => {
                self.along((&own, &target), goes.as_ref(), upgraded);
            }
            Some(numbers) if major(&wanted, numbers) != major(&target, numbers) => {
                let message = format!(
                    "{} cannot be upgraded to {wanted} by itself: AWS upgrades it with its source, {}, which \
                     has {target}",
                    self.id(),
                    self.source.resource.address
                );
                self.refuse(message, format!("say `{}` of the source", self.said(&wanted)), upgraded);
            }
            _ => {
                if let Some(goes) = goes {
                    self.before((&wanted, &target), &goes, upgraded);
                }
            }
        }
    }

    /// How many numbers make the major version, where AWS takes replicas along to the next one.
    fn major_numbers(&self) -> Option<usize> {
        let (engine, numbers) = majors(self.source.live()?, self.upgrade)?;
        self.upgrade.along.contains(&engine).then_some(numbers)
    }

    /// AWS takes the replica along with its source, which is waited for; where the source waits for its
    /// window, the replica does too.
    fn along(&mut self, (own, target): (&str, &str), goes: Option<&Change>, upgraded: &mut Upgraded) {
        let apart = |live: Option<&Live>| {
            live.map(|live| live.value(self.upgrade.region).clone()).unwrap_or_default()
        };
        let address = self.source.resource.address.clone();
        if goes.is_some() && apart(self.source.live()) != apart(self.replica.live()) {
            let message = format!(
                "{} is in another region than its source, {address}: an upgrade of that to {target} would leave it \
                 behind without replication",
                self.id()
            );
            let help = "take it out, upgrade the source, and put it back, or take `source` out to promote it";
            return self.refuse(message, help.to_owned(), upgraded);
        }
        if let Some(said) = self.declared().filter(|said| !is_version_of(said, target)) {
            let message = format!(
                "AWS upgrades {} to {target} with its source, {address}, and it is to have {said}",
                self.id()
            );
            return self.refuse(message, self.same(target), upgraded);
        }
        let waits = goes.is_some_and(|change| change.waits_for.is_some())
            || self.source.live().is_some_and(|live| queued(live).is_some());
        if waits {
            self.take_out();
            upgraded.notes.push(Note {
                address: Some(self.replica.resource.address.clone()),
                message: format!("{} is upgraded to {target} when its source, {address}, is", self.id()),
                help: None,
            });
            return;
        }
        // Where nothing is said of it and the source is done, its state says what is still to come.
        if goes.is_some() || self.declared().is_some() {
            let cause = goes.map_or(Cause::Unknown, |change| change.cause);
            self.put((own, target), cause, None);
            self.replica.follows = Some(Follows::Along);
        }
    }

    /// AWS lets no source get ahead of its replicas: they are upgraded first.
    fn before(&mut self, (wanted, target): (&str, &str), goes: &Change, upgraded: &mut Upgraded) {
        let is_behind = shrinks(&target.into(), &wanted.into());
        let is_vague = wanted != target && is_version_of(wanted, target);
        let changes = version_change(self.replica, self.upgrade).is_some();
        if is_behind || (is_vague && changes) {
            if let Some(said) = self.declared().filter(|said| !is_version_of(said, target)) {
                let message = format!(
                    "{} has {said} and its source, {}, goes to {target}: AWS lets no source get ahead of its replicas",
                    self.id(),
                    self.source.resource.address
                );
                return self.refuse(message, self.same(target), upgraded);
            }
            let own = live_version(self.replica, self.upgrade).unwrap_or_default();
            let window = self.window();
            self.put((&own, target), goes.cause, window);
        }
        if let Some(change) = version_change(self.replica, self.upgrade) {
            if let (Some(window), None) = (&change.waits_for, &goes.waits_for) {
                let message = format!(
                    "{} is upgraded before its source, {}, but waits for {window} and the source does not",
                    self.id(),
                    self.source.resource.address
                );
                return self.refuse(message, "say the same `apply` of both".to_owned(), upgraded);
            }
            self.replica.follows = Some(Follows::Before(self.source.resource.address.clone()));
        }
    }

    /// The window that the replica's own call waits for.
    fn window(&self) -> Option<String> {
        let attribute = self.replica.schema.schema.attribute(self.upgrade.version)?;
        window(self.replica.schema, attribute, (&self.replica.values, self.replica.live()?))
    }

    fn id(&self) -> String {
        self.replica.live().map(|live| live.id.to_string()).unwrap_or_default()
    }

    /// The version that the blueprint says of the replica.
    fn declared(&self) -> Option<String> {
        let said = self.replica.resource.values.get(self.upgrade.version)?;
        said.as_text().map(str::to_owned)
    }

    fn said(&self, version: &str) -> String {
        format!("{} = \"{version}\"", self.upgrade.version)
    }

    fn same(&self, target: &str) -> String {
        format!("say `{}` of it too, or leave its version out", self.said(target))
    }

    /// The replica's version goes there, whatever it was to do before.
    fn put(&mut self, (own, target): (&str, &str), cause: Cause, waits_for: Option<String>) {
        let Upgrade { version, .. } = self.upgrade;
        let Some(attribute) = self.replica.schema.schema.attribute(version) else { return };
        let own_change = version_change(self.replica, self.upgrade).cloned();
        let change = Change {
            attribute: version.to_owned(),
            before: own.into(),
            after: target.into(),
            cause: own_change.as_ref().map_or(cause, |change| change.cause),
            view: View::Plain,
            replaces: false,
            disruption: attribute.disruption,
            waits_for,
            origin: Some(self.replica.resource.origin_of(version).clone()),
        };
        self.replica.values.insert(version.to_owned(), Value::text(target));
        let followed = Why::SourceUpgraded { address: self.source.resource.address.clone() };
        match &mut self.replica.action {
            Action::Update { changes, why, .. } => {
                changes.retain(|change| change.attribute != version);
                changes.insert(0, change);
                why.push(followed);
            }
            Action::Keep(live) => {
                let live = *live;
                self.replica.action = Action::Update { live, changes: vec![change], why: vec![followed] };
            }
            Action::Create(_) | Action::Replace { .. } => {}
        }
    }

    /// The replica's version stays what it is by this plan.
    fn take_out(&mut self) {
        let Upgrade { version, .. } = self.upgrade;
        if let Action::Update { live, changes, .. } = &mut self.replica.action {
            let live = *live;
            changes.retain(|change| change.attribute != version);
            if changes.is_empty() {
                self.replica.action = Action::Keep(live);
            }
        }
    }

    fn refuse(&self, message: String, help: String, upgraded: &mut Upgraded) {
        upgraded.refusals.push(Refusal {
            code: codes::UPGRADE_APART.name.to_owned(),
            address: self.replica.resource.address.clone(),
            message,
            help: Some(help),
            origin: Some(self.replica.resource.origin_of(self.upgrade.version).clone()),
        });
    }
}

/// An engine by its word, and how many numbers of its versions make the major one.
fn majors(live: &Live, upgrade: Upgrade) -> Option<(&str, usize)> {
    let engine = live.value(upgrade.engine).as_text()?;
    upgrade.majors.iter().find(|(word, _)| *word == engine).map(|(_, numbers)| (engine, *numbers))
}

/// A major version that AWS would move to in a window: what stands about it, settings of another family
/// and replicas, cannot wait with it.
fn waiting_major(decided: &Decided<'_>, upgrade: Upgrade) -> Option<Refusal> {
    let change = version_change(decided, upgrade)?;
    let (window, live) = (change.waits_for.as_deref()?, decided.live()?);
    let (_, numbers) = majors(live, upgrade)?;
    let (before, after) = (change.before.as_text()?, change.after.as_text()?);
    if major(before, numbers) == major(after, numbers) {
        return None;
    }
    let (directive, at_once) = decided.schema.facts.queue?.unless;
    Some(Refusal {
        code: codes::UPGRADE_IN_WINDOW.name.to_owned(),
        address: decided.resource.address.clone(),
        message: format!("the upgrade of {} from {before} to {after} would wait for {window}", live.id),
        help: Some(format!(
            "say `{directive} = \"{at_once}\"` for this apply, and run it when a downtime suits: settings of the \
             other family and replicas go with the version, and nobody watches a window"
        )),
        origin: change.origin.clone(),
    })
}

fn version_change<'d>(decided: &'d Decided<'_>, upgrade: Upgrade) -> Option<&'d Change> {
    match &decided.action {
        Action::Update { changes, .. } => changes.iter().find(|change| change.attribute == upgrade.version),
        Action::Keep(_) | Action::Create(_) | Action::Replace { .. } => None,
    }
}

fn live_version(decided: &Decided<'_>, upgrade: Upgrade) -> Option<String> {
    let live: &Live = decided.live()?;
    live.value(upgrade.version).as_text().map(str::to_owned)
}

fn major(version: &str, numbers: usize) -> Vec<&str> {
    version.split('.').take(numbers).collect()
}
