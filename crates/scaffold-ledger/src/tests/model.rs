//! The protocol's every interleaving: two or three runs that read, write, are slow, deaf, dead, and a store whose
//! answers are late or lost. What is tried is [`Claim`] itself.
//!
//! A tick stands for 25 s. What the model takes for granted is what `docs/reliability.md` says: a call that
//! passed the gate arrives within one attempt or not at all.

mod world;

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::time::Duration;

use crate::times::Times;

use world::{Scope, TIMES, World, begin, steps};

/// Tries everything, depth first; the number of worlds, or the way to the first one that must not be.
///
/// Worlds are known by 64 bits of them: of a million, two are mistaken for each other once in 37 million runs.
fn explore(scope: Scope) -> Result<usize, Vec<String>> {
    let fingerprint = |world: &World| BuildHasherDefault::<DefaultHasher>::default().hash_one(world);
    let first = begin(scope);
    let end = first.tick + scope.ticks;
    let mut known = HashSet::from([fingerprint(&first)]);
    let mut way = vec![(("begins", 0), steps(&first, scope, end))];
    while let Some((_, open)) = way.last_mut() {
        match open.pop() {
            Some((what, Err(wrong))) => {
                let moves = way.into_iter().map(|(step, _)| step).chain([what]);
                return Err(moves.map(|(what, who)| format!("{who} {what}")).chain([wrong]).collect());
            }
            Some((what, Ok(next))) => {
                if known.insert(fingerprint(&next)) {
                    let steps = steps(&next, scope, end);
                    way.push((what, steps));
                }
            }
            None => {
                way.pop();
            }
        }
    }
    Ok(known.len())
}

fn scope(runs: usize, ticks: u64, mishaps: u32) -> Scope {
    Scope { times: TIMES, runs, ticks, mishaps, clock: true, unlocks: false }
}

fn assert_holds(scope: Scope) {
    match explore(scope) {
        Ok(worlds) => {
            println!("{worlds} worlds: {scope:?}");
            assert!(worlds > 10_000, "hardly everything was tried");
        }
        Err(way) => panic!("{}", way.join("\n")),
    }
}

#[test]
fn two_runs_never_change_a_stack_at_the_same_time() {
    assert_holds(scope(2, 4, 0));
}

#[test]
fn nor_where_one_is_killed_or_hears_nothing() {
    assert_holds(scope(2, 2, 1));
}

#[test]
fn nor_where_the_store_has_no_clock() {
    assert_holds(Scope { clock: false, ..scope(2, 4, 0) });
}

#[test]
fn nor_where_somebody_unlocks() {
    assert_holds(Scope { unlocks: true, ..scope(2, 2, 1) });
}

#[test]
fn nor_do_three_runs() {
    assert_holds(scope(3, 1, 0));
}

/// Minutes and gigabytes: `cargo test -p scaffold-ledger --release -- --ignored --nocapture`.
#[test]
#[ignore = "minutes"]
fn nor_in_the_long_run() {
    assert_holds(scope(2, 6, 0));
    assert_holds(scope(2, 4, 1));
    assert_holds(scope(2, 2, 2));
    assert_holds(Scope { clock: false, ..scope(2, 4, 1) });
    assert_holds(Scope { unlocks: true, ..scope(2, 4, 1) });
    assert_holds(scope(3, 3, 0));
}

/// What it finds where the times do not fit together: it can fail.
#[test]
fn it_finds_what_is_broken() {
    let early = Times { free: TIMES.gate, ..TIMES };
    assert!(explore(Scope { times: early, ..scope(2, 4, 0) }).is_err(), "lapsed before the gate closes");
    let unsettled = Times { settle: Duration::ZERO, ..TIMES };
    assert!(explore(Scope { times: unsettled, ..scope(2, 4, 0) }).is_err(), "surveyed at once");
    let late = Times { gate: TIMES.free + TIMES.settle, ..TIMES };
    assert!(explore(Scope { times: late, ..scope(2, 6, 0) }).is_err(), "the gate never closes");
}
