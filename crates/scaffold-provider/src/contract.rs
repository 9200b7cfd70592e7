//! The suite that every kind of every cloud passes. Feature `contract`.
//!
//! It makes the fixtures of every kind in one stack, beside a second stack that nothing may touch,
//! changes each attribute by itself, makes again what is there, takes everything down, and tells
//! what was not as the port promises.

mod expect;
mod stack;
mod terms;

pub use terms::{Contract, Exception, Fixture, Promise, Violation};

use scaffold_model::{Address, StackId};

use crate::Error;
use expect::Expect;
use stack::Stack;

/// Runs the whole suite. Empty: every promise was kept.
///
/// # Errors
/// Those of the cloud that leave nothing to judge: what cannot be read, made, changed or deleted.
pub async fn run(contract: &Contract<'_>) -> Result<Vec<Violation>, (Address, Error)> {
    let mut violations = Vec::new();
    let mut ours = Stack::new(contract, stack_id(contract, "a"));
    let mut theirs = Stack::new(contract, stack_id(contract, "b"));
    for fixture in &contract.fixtures {
        theirs.make(fixture).await?;
    }
    let untouched = theirs.lives().await?;

    let mut expect = Expect::new(contract, &mut violations);
    for fixture in &contract.fixtures {
        if !ours.knows_kind(fixture) {
            expect.empty(fixture, &ours.survey(fixture).await?);
        }
        ours.make(fixture).await?;
        ours.judge(fixture, &mut expect).await?;
        ours.make_again(fixture, &mut expect).await?;
        for (attribute, value) in &fixture.updates {
            ours.change(fixture, (attribute, value), &mut expect).await?;
        }
        ours.tag(fixture, &mut expect).await?;
    }
    for fixture in contract.fixtures.iter().rev() {
        ours.delete(fixture, &mut expect).await?;
    }
    expect.untouched(&untouched, &theirs.lives().await?);
    for fixture in contract.fixtures.iter().rev() {
        theirs.delete(fixture, &mut expect).await?;
    }
    Ok(violations)
}

fn stack_id(contract: &Contract<'_>, suffix: &str) -> StackId {
    StackId {
        name: format!("{}-{suffix}", contract.name),
        environment: None,
        region: contract.cloud.id().region.clone(),
    }
}
