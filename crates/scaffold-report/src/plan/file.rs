use scaffold_model::{PLAN_FORMAT, Plan, Summary};
use serde::Serialize;

/// Why a file is not a plan that can be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFileError {
    /// Not JSON.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// JSON, but no plan.
    #[error("it is not a plan: {0}")]
    NotAPlan(String),
    /// A plan of another version of `scaffold`.
    #[error(
        "it has format {found}, and this scaffold reads format {PLAN_FORMAT}: plan again with this version"
    )]
    OtherFormat {
        /// What the file says.
        found: String,
    },
    /// An edge names a step that is not there, or a step waits for itself.
    #[error("its order is broken: {0}")]
    BrokenOrder(String),
}

/// What is written: the plan with its counts, which readers of JSON want first.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    plan: &'a Plan,
    summary: Summary,
}

/// A plan as JSON: what `--format json` and `--out` write. Its schema is `docs/schemas/plan.schema.json`.
///
/// # Errors
/// When the plan holds a number that JSON has no form for.
pub fn plan_json(plan: &Plan) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Written { plan, summary: plan.summary() })?;
    text.push('\n');
    Ok(text)
}

/// Whether a file is meant to be a saved plan: a blueprint never begins with a brace.
pub fn looks_like_plan(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// Reads a saved plan.
///
/// # Errors
/// When it is no plan, of another format, or its order names steps that are not there.
pub fn read_plan(bytes: &[u8]) -> Result<Plan, PlanFileError> {
    let mut json: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| PlanFileError::NotJson(error.to_string()))?;
    let not_a_plan = |why: &str| PlanFileError::NotAPlan(why.to_owned());
    let entries = json.as_object_mut().ok_or_else(|| not_a_plan("it is not an object"))?;
    let format = entries.get("format").ok_or_else(|| not_a_plan("it has no `format`"))?;
    if format.as_u64() != Some(u64::from(PLAN_FORMAT)) {
        return Err(PlanFileError::OtherFormat { found: format.to_string() });
    }
    entries.remove("summary");
    let plan: Plan =
        serde_json::from_value(json).map_err(|error| PlanFileError::NotAPlan(error.to_string()))?;
    check_order(&plan)?;
    Ok(plan)
}

/// Every edge joins two different steps, and no step waits for itself by way of others.
fn check_order(plan: &Plan) -> Result<(), PlanFileError> {
    let count = plan.steps.len();
    let mut waiting = vec![0_usize; count];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
    for edge in &plan.after {
        let broken = || {
            let why = format!("step {} waits for step {}, of {count} steps", edge.step, edge.after);
            PlanFileError::BrokenOrder(why)
        };
        if edge.step == edge.after || edge.step >= count {
            return Err(broken());
        }
        followers.get_mut(edge.after).ok_or_else(broken)?.push(edge.step);
        if let Some(waits) = waiting.get_mut(edge.step) {
            *waits += 1;
        }
    }
    let mut ready: Vec<usize> = (0..count).filter(|step| waiting.get(*step) == Some(&0)).collect();
    let mut done = 0;
    while let Some(step) = ready.pop() {
        done += 1;
        for follower in followers.get(step).into_iter().flatten() {
            if let Some(waits) = waiting.get_mut(*follower) {
                *waits -= 1;
                if *waits == 0 {
                    ready.push(*follower);
                }
            }
        }
    }
    if done == count {
        Ok(())
    } else {
        Err(PlanFileError::BrokenOrder(format!("{} steps wait for each other", count - done)))
    }
}
