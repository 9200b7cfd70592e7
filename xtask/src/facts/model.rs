use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

use super::printed::output;

/// One service's API as botocore describes it.
pub(crate) struct Model(Json);

const UNPACK: &str = "import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())";

impl Model {
    /// A model that a test wrote.
    #[cfg(test)]
    pub(crate) fn of(json: Json) -> Self {
        Self(json)
    }

    /// Reads the newest model of a service.
    pub(crate) fn read(botocore: &Path, service: &str) -> Result<Self, String> {
        let directory = botocore.join("data").join(service);
        let entries = std::fs::read_dir(&directory)
            .map_err(|error| format!("reading {}: {error}", directory.display()))?;
        let newest: Option<PathBuf> = entries.flatten().map(|entry| entry.path()).max();
        let file =
            newest.ok_or_else(|| format!("{} is empty", directory.display()))?.join("service-2.json.gz");
        let text = output(Command::new("python3").args(["-c", UNPACK]).arg(&file))?;
        serde_json::from_str(&text).map(Self).map_err(|error| format!("reading {}: {error}", file.display()))
    }

    pub(crate) fn has_operation(&self, operation: &str) -> bool {
        !self.0["operations"][operation].is_null()
    }

    /// Members of an operation's input.
    pub(crate) fn members(&self, operation: &str) -> Vec<&str> {
        let members = self.input(operation)["members"].as_object();
        members.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
    }

    /// Members that every call must have.
    pub(crate) fn required(&self, operation: &str) -> Vec<&str> {
        self.input(operation)["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// Members of the structure, or of the items of the list, that a path leads to.
    pub(crate) fn members_inside(&self, operation: &str, path: &str) -> Vec<&str> {
        let members = self.shape(operation, path).and_then(|shape| shape["members"].as_object());
        members.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
    }

    /// Whether a path such as `DnsOptions.DnsRecordIpType` leads somewhere.
    pub(crate) fn has_member(&self, operation: &str, path: &str) -> bool {
        self.shape(operation, path).is_some()
    }

    /// The words that a member takes, if they are listed.
    pub(crate) fn words(&self, operation: &str, path: &str) -> Option<Vec<&str>> {
        let words = self.shape(operation, path)?["enum"].as_array()?;
        Some(words.iter().filter_map(Json::as_str).collect())
    }

    fn input(&self, operation: &str) -> &Json {
        let shape = self.0["operations"][operation]["input"]["shape"].as_str().unwrap_or_default();
        &self.0["shapes"][shape]
    }

    fn shape(&self, operation: &str, path: &str) -> Option<&Json> {
        let mut shape = self.input(operation);
        for segment in path.split('.') {
            let name = shape["members"][segment]["shape"].as_str()?;
            shape = &self.0["shapes"][name];
            while let Some(item) = shape["member"]["shape"].as_str() {
                shape = &self.0["shapes"][item];
            }
        }
        Some(shape)
    }
}
