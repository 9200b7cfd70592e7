//! A MiniStack of the test's own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scaffold_aws_core::{ConnectOptions, Connection, connect};

pub struct MiniStack {
    process: Child,
    endpoint: String,
}

impl MiniStack {
    /// The program that `SCAFFOLD_MINISTACK` names, on a free port; none when it names nothing.
    pub fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("SCAFFOLD_MINISTACK") else {
            println!("skipped: SCAFFOLD_MINISTACK does not name MiniStack's program");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = std::env::temp_dir().join(format!("scaffold-ministack-{}-{port}", std::process::id()));
        let process = Command::new(program)
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("MINISTACK_HOST", "127.0.0.1")
            .env("MINISTACK_ACCOUNT_ID", "123456789012")
            .env("SFTP_ENABLED", "0")
            .env("S3_DATA_DIR", folder.join("s3"))
            .env("STATE_DIR", folder.join("state"))
            .env("LAMBDA_EXECUTOR", "local")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let ministack = Self { process, endpoint: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "MiniStack does not listen");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(ministack)
    }

    pub async fn connect(&self, region: &str) -> Connection {
        let options = ConnectOptions {
            region: region.to_owned(),
            endpoint: Some(self.endpoint.clone()),
            haste: 20,
            ..ConnectOptions::default()
        };
        connect(&options).await.unwrap()
    }
}

impl Drop for MiniStack {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
