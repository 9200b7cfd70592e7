//! Every attribute of every kind on the sandbox, which refuses what AWS refuses.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "tests")]

use std::num::NonZeroU32;

use attributes::{Terms, everywhere, try_everything};
use scaffold_kinds::fixtures;
use scaffold_sandbox::{Sandbox, SandboxOptions};

#[tokio::test(start_paused = true)]
async fn every_attribute_changes_drifts_and_replaces_by_itself() {
    let sandbox = Sandbox::open(SandboxOptions::in_memory("us-east-1")).unwrap();
    let fixtures = fixtures::all("us-east-1");
    let terms = Terms { fixtures, services: &[], gaps: &everywhere(), haste: NonZeroU32::MIN };
    let tried = try_everything(&sandbox, terms).await;
    println!("{} changed, {} drifted, {} replaced", tried.changed, tried.drifted, tried.replaced);
    assert!(tried.wrong.is_empty(), "{}", tried.wrong.join("\n"));
    assert_eq!(sandbox.listing().unwrap(), []);
}
