//! A moto server of the tests' own, one for all that run at the same time.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use scaffold_aws_core::{ConnectOptions, Connection, connect};

pub struct Moto {
    process: Child,
    pub endpoint: String,
}

impl Moto {
    /// The server that `SCAFFOLD_MOTO` names, started on a free port where none runs yet; none when it
    /// names nothing. It ends with the last test that holds it.
    pub fn start() -> Option<Arc<Self>> {
        static RUNNING: Mutex<Weak<Moto>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(moto) = running.upgrade() {
            return Some(moto);
        }
        let moto = Arc::new(Self::start_one()?);
        *running = Arc::downgrade(&moto);
        Some(moto)
    }

    pub async fn connect(&self, region: &str) -> Connection {
        let options = ConnectOptions {
            region: region.to_owned(),
            endpoint: Some(self.endpoint.clone()),
            ..ConnectOptions::default()
        };
        connect(&options).await.unwrap()
    }

    fn start_one() -> Option<Self> {
        let Some(binary) = std::env::var_os("SCAFFOLD_MOTO") else {
            println!("skipped: SCAFFOLD_MOTO does not name a moto_server");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(binary)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .env("MOTO_ACCOUNT_ID", "123456789012")
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            // S3's pages are of a thousand keys, which take long to write.
            .env("MOTO_S3_DEFAULT_MAX_KEYS", "40")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { process, endpoint: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "moto does not listen");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(moto)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
