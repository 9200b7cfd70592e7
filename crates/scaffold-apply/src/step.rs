use scaffold_model::{PhysicalId, Verb};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, PaceOf, UpdateRequest};

use crate::create::create;
use crate::failure::Halt;
use crate::run::{pace, wait_of};
use crate::substitute::{known, known_tags};
use crate::task::{PASSING_LIMIT, Task, passes_within};
use crate::wait::{until_adopted, until_gone, until_updated};

/// Carries one step out, until what it did is seen. Gives the physical id.
pub(crate) async fn perform(task: &Task<'_>) -> Result<PhysicalId, Halt> {
    let address = &task.step.address;
    let stack = &task.run.plan.head.stack;
    let live = match &task.step.verb {
        Verb::Create { values, tags, name } => {
            let request = {
                let published = task.run.published();
                let (values, tags) = (known(values, &published)?, known_tags(tags, &published)?);
                CreateRequest {
                    stack: stack.clone(),
                    address: address.clone(),
                    values,
                    tags,
                    name: name.clone(),
                }
            };
            create(task, &request).await?
        }
        Verb::Update { id, before, patch, values } => {
            let request = {
                let published = task.run.published();
                UpdateRequest {
                    id: id.clone(),
                    stack: stack.clone(),
                    address: address.clone(),
                    before: before.clone(),
                    patch: known(patch, &published)?,
                    values: known(values, &published)?,
                }
            };
            // Without anything to change, what is waited for is what an earlier run made.
            let verb = wait_of(&task.step.verb);
            if verb == PaceOf::Update {
                task.persist(pace(task.provider, verb), || task.provider.update(&request)).await?;
            }
            until_updated(task, id, verb).await?
        }
        Verb::Delete { id, values } => {
            let request = DeleteRequest { id: id.clone(), stack: stack.clone(), values: values.clone() };
            delete(task, &request).await?;
            return Ok(id.clone());
        }
        Verb::Adopt { id, from: _, tags } => {
            task.persist(pace(task.provider, PaceOf::Update), || task.provider.tag(id, tags)).await?;
            until_adopted(task, id).await?
        }
    };
    task.run.publish(address, &live);
    Ok(live.id)
}

/// Deleting twice is fine, so it is asked again where the answer was lost.
async fn delete(task: &Task<'_>, request: &DeleteRequest) -> Result<(), Halt> {
    let pace = pace(task.provider, PaceOf::Delete);
    let limit = |class| match class {
        Class::Ambiguous | Class::Transient => Some(PASSING_LIMIT),
        other => passes_within(other, pace),
    };
    match task.persist_while(limit, || task.provider.delete(request)).await {
        Err(Halt::Cloud(error)) if error.class == Class::Gone => Ok(()),
        Err(halt) => Err(halt),
        Ok(()) => until_gone(task, &request.id).await,
    }
}
