//! Ten thousand resources.

mod hand;

use hand::{Hand, text};
use scaffold_sandbox::{Sandbox, SandboxOptions, Time};

const COUNT: usize = 10_000;

#[tokio::test]
async fn ten_thousand_resources_are_kept_and_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = SandboxOptions::in_memory("us-east-1");
    options.directory = Some(directory.path().to_owned());
    options.time = Time::Scaled(1e6);
    let sandbox = Sandbox::open(options.clone()).unwrap();
    let hand = Hand(&sandbox);
    let mut vpc = None;
    for number in 0..COUNT {
        match &vpc {
            Some(vpc) if number % 1_000 != 0 => {
                hand.in_vpc("ec2.route_table", &format!("t-{number}"), vpc).await;
            }
            _ => {
                let entries = [("cidr_block", text("10.0.0.0/16"))];
                vpc = Some(hand.make("ec2.vpc", &format!("v-{number}"), &entries).await);
            }
        }
    }
    let again = Sandbox::open(options).unwrap();
    assert_eq!(again.listing().unwrap().len(), COUNT);
    let surveyed =
        Hand(&again).survey("ec2.route_table").await.len() + Hand(&again).survey("ec2.vpc").await.len();
    assert_eq!(surveyed, COUNT);
    let files = std::fs::read_dir(directory.path().join("000000000000-us-east-1")).unwrap();
    let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes < 4_000 * COUNT as u64, "{bytes} bytes of journal");
}
