use scaffold_model::{Cause, Disruption, Origin, Summary, Why};

use crate::style::one_line;

/// Why a step is there, for people.
pub(super) fn why(why: &Why) -> String {
    match why {
        Why::Missing { cause } => match cause {
            Cause::Unknown => "it is not there yet".to_owned(),
            Cause::ThisChange => "this change asks for it".to_owned(),
            Cause::Drift => "drift: it was there and is gone".to_owned(),
            Cause::Both => "this change and drift: it is gone and asked for anew".to_owned(),
        },
        Why::Differs { cause } => match cause {
            Cause::Unknown => "it differs from the blueprint".to_owned(),
            Cause::ThisChange => "this change".to_owned(),
            Cause::Drift => "drift: it was changed outside the blueprint".to_owned(),
            Cause::Both => "this change and drift".to_owned(),
        },
        Why::Immutable { attribute } => format!("{} cannot be changed in place", one_line(attribute)),
        Why::ReplacementAsked => "--replace asks for it".to_owned(),
        Why::ReferenceReplaced { address } => format!("it refers to {address}, which is replaced"),
        Why::ParameterMoved { parameter } => {
            format!("the parameter {} holds another value than what is live", one_line(parameter))
        }
        Why::SourceUpgraded { address } => format!("its source, {address}, is upgraded"),
        Why::NotInBlueprint { cause } => match cause {
            Cause::Unknown => "no block asks for it".to_owned(),
            Cause::ThisChange => "this change: no block asks for it any more".to_owned(),
            Cause::Drift => "drift: no block asks for it".to_owned(),
            Cause::Both => "this change and drift: no block asks for it".to_owned(),
        },
        Why::Destroy => "everything is to go".to_owned(),
        Why::Deposed { current } => format!("deposed: {} has its place", one_line(current.as_str())),
        Why::NotReady { status } => format!("it is not usable yet ({}): waited for", one_line(status)),
        Why::Failed { status } => format!("it never became usable ({})", one_line(status)),
        Why::Moved { from } => format!("moved from {from}"),
        Why::Imported => "adopted by scaffold import".to_owned(),
    }
}

/// What moved, as a label on one attribute; nothing where there is no base to tell.
pub(super) fn cause(cause: Cause) -> Option<&'static str> {
    match cause {
        Cause::Unknown => None,
        Cause::ThisChange => Some("this change"),
        Cause::Drift => Some("drift"),
        Cause::Both => Some("this change and drift"),
    }
}

/// Whether a reason speaks of drift.
pub(super) fn is_drift(why: &Why) -> bool {
    match why {
        Why::Missing { cause } | Why::Differs { cause } | Why::NotInBlueprint { cause } => {
            matches!(cause, Cause::Drift | Cause::Both)
        }
        Why::Failed { .. } => true,
        Why::Immutable { .. }
        | Why::ReplacementAsked
        | Why::ReferenceReplaced { .. }
        | Why::ParameterMoved { .. }
        | Why::SourceUpgraded { .. }
        | Why::NotReady { .. }
        | Why::Destroy
        | Why::Deposed { .. }
        | Why::Moved { .. }
        | Why::Imported => false,
    }
}

/// How a step disturbs; nothing where it does not.
pub(crate) fn disruption(disruption: Disruption) -> Option<&'static str> {
    match disruption {
        Disruption::None => None,
        Disruption::Rolling => Some("rolling"),
        Disruption::Failover => Some("failover"),
        Disruption::Restart => Some("restart"),
        Disruption::Downtime => Some("downtime"),
        Disruption::DataLoss => Some("DATA LOSS"),
    }
}

/// `blueprint.toml:12`.
pub(crate) fn place(origin: &Origin) -> String {
    format!("{}:{}", one_line(&origin.file), origin.line)
}

/// `Plan: 3 to add, 1 to change, 0 to replace, 0 to destroy`.
pub(super) fn summary(summary: Summary) -> String {
    let Summary { add, change, replace, destroy, adopt } = summary;
    let mut line = format!("{add} to add, {change} to change, {replace} to replace, {destroy} to destroy");
    if adopt > 0 {
        line.push_str(&format!(", {adopt} to adopt"));
    }
    line
}
