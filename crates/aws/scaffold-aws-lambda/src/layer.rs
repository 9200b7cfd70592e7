//! `lambda.layer`. A survey is a list of all layers, and a call for the code of each that carries the
//! stack's mark: ⌈layers / 50⌉ + layers of the stack.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::types::{FunctionVersion, LayerVersionContentInput, LayersListItem};
use futures_util::future::try_join_all;
use scaffold_aws_core::{Found, Tags, is_absent};
use scaffold_kinds::lambda::{Architecture, Layer};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::Lambda;
use crate::mark;

const PUBLISH: &str = "PublishLayerVersion";
/// How many of the last versions stay, though no function names them.
const KEPT: usize = 3;

pub(crate) struct Layers {
    lambda: Lambda,
}

impl Layers {
    pub fn new(lambda: Lambda) -> Self {
        Self { lambda }
    }

    async fn all(&self) -> Result<Vec<LayersListItem>, Error> {
        let request = self.lambda.client.list_layers().max_items(50);
        let layers = self.lambda.list(
            "ListLayers",
            |token| request.clone().set_marker(token).send(),
            |page| (page.layers, page.next_marker),
        );
        layers.await
    }

    /// A version of a layer; none when it is gone.
    async fn version(&self, name: &str, number: i64) -> Result<Option<Live>, Error> {
        let request = self.lambda.client.get_layer_version().layer_name(name).version_number(number);
        let found = match self.lambda.read("GetLayerVersion", || request.clone().send()).await {
            Ok(found) => found,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let version_arn = found.layer_version_arn().unwrap_or_default();
        let arn = version_arn.rsplit_once(':').map_or(version_arn, |(arn, _)| arn).to_owned();
        let architectures = found.compatible_architectures().iter();
        let mut live = Found {
            attributes: Layer {
                code_sha256: found.content().and_then(|it| it.code_sha256()).unwrap_or_default().to_owned(),
                runtimes: found.compatible_runtimes().iter().map(|it| it.as_str().to_owned()).collect(),
                architectures: architectures.filter_map(|it| Architecture::from_word(it.as_str())).collect(),
                license: found.license_info().filter(|text| !text.is_empty()).map(str::to_owned),
            },
            outputs: vec![
                ("arn", Some(version_arn.to_owned())),
                ("name", Some(name.to_owned())),
                ("version", Some(found.version().to_string())),
            ],
            id: arn,
            tags: Tags::new(),
            state: LiveState::Ready,
            name: Some(name.to_owned()),
            created: None,
        }
        .live();
        live.identity = mark::identity(found.description(), Some(name));
        Ok(Some(live))
    }

    /// Numbers of a layer's versions, the last one first.
    async fn versions(&self, name: &str) -> Result<Vec<i64>, Error> {
        let request = self.lambda.client.list_layer_versions().layer_name(name).max_items(50);
        let versions = self.lambda.list(
            "ListLayerVersions",
            |token| request.clone().set_marker(token).send(),
            |page| (page.layer_versions, page.next_marker),
        );
        let mut numbers: Vec<i64> = match versions.await {
            Ok(versions) => versions.iter().map(|version| version.version()).collect(),
            Err(error) if is_absent(&error) => Vec::new(),
            Err(error) => return Err(error),
        };
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        Ok(numbers)
    }

    async fn one(&self, name: &str) -> Result<Option<Live>, Error> {
        match self.versions(name).await?.first() {
            Some(last) => self.version(name, *last).await,
            None => Ok(None),
        }
    }

    async fn publish(&self, name: &str, layer: &Layer, description: &str) -> Result<Option<String>, Error> {
        let sending = self.lambda.sending(PUBLISH, &layer.code_sha256).await?;
        let content = LayerVersionContentInput::builder()
            .set_zip_file(sending.zip())
            .set_s3_bucket(sending.bucket())
            .set_s3_key(sending.key());
        let runtimes: Vec<_> = layer.runtimes.iter().map(|runtime| runtime.as_str().into()).collect();
        let architectures: Vec<_> = layer.architectures.iter().map(|it| it.word().into()).collect();
        let call = self
            .lambda
            .client
            .publish_layer_version()
            .layer_name(name)
            .description(description)
            .content(content.build())
            .set_compatible_runtimes((!runtimes.is_empty()).then_some(runtimes))
            .set_compatible_architectures((!architectures.is_empty()).then_some(architectures))
            .set_license_info(layer.license.clone());
        let answer = self.lambda.once(PUBLISH, || call.clone().send()).await;
        self.lambda.sent(&layer.code_sha256, &sending).await;
        Ok(answer?.layer_arn)
    }

    /// Deletes versions that no function of the region names, but for the last ones.
    async fn prune(&self, name: &str) -> Result<(), Error> {
        let old: Vec<i64> = self.versions(name).await?.into_iter().skip(KEPT).collect();
        if old.is_empty() {
            return Ok(());
        }
        let request =
            self.lambda.client.list_functions().function_version(FunctionVersion::All).max_items(50);
        let functions = self.lambda.list(
            "ListFunctions",
            |token| request.clone().set_marker(token).send(),
            |page| (page.functions, page.next_marker),
        );
        let functions = functions.await?;
        let named: BTreeSet<&str> =
            functions.iter().flat_map(|function| function.layers()).filter_map(|layer| layer.arn()).collect();
        let arn = self.lambda.connection().arn("lambda", None, &format!("layer:{name}"));
        for number in old.into_iter().filter(|number| !named.contains(format!("{arn}:{number}").as_str())) {
            self.remove(name, number).await?;
        }
        Ok(())
    }

    async fn remove(&self, name: &str, number: i64) -> Result<(), Error> {
        let call = self.lambda.client.delete_layer_version().layer_name(name).version_number(number);
        match self.lambda.write("DeleteLayerVersion", || call.clone().send()).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }
}

/// `shared` for `arn:aws:lambda:us-east-1:123456789012:layer:shared`.
fn name_of(arn: &str) -> &str {
    let rest = arn.split_once(":layer:").map_or(arn, |(_, rest)| rest);
    rest.split(':').next().unwrap_or(rest)
}

#[async_trait]
impl Provider for Layers {
    fn kind(&self) -> KindName {
        KindName::from(Layer::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(2),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let layers = self.all().await?;
        let ours = layers.iter().filter_map(|layer| {
            let last = layer.latest_matching_version()?;
            let identity = mark::identity(last.description(), None)?;
            (identity.stack == stack.to_string()).then_some((layer.layer_name()?, last.version()))
        });
        let found = try_join_all(ours.map(|(name, number)| self.version(name, number))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        self.one(name_of(id.as_str())).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let layer: Layer = self.lambda.decode(PUBLISH, &request.values)?;
        let nameless = || self.lambda.error(Class::Invalid, PUBLISH, "a layer needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        if let Some(there) = self.one(name).await? {
            let ours = there.identity.as_ref().is_some_and(|identity| {
                identity.stack == request.stack.to_string() && identity.address == request.address
            });
            if ours {
                return Ok(there.id);
            }
            let message = format!(
                "there is a layer `{name}` already, whose description does not carry this stack's mark; delete its \
                 versions, or give {} another name",
                request.address
            );
            return Err(self.lambda.error(Class::OwnedBySomeoneElse, PUBLISH, message));
        }
        let description = mark::description(&request.stack.to_string(), request.address.as_str());
        let arn = self.publish(name, &layer, &description).await?;
        self.lambda.made(PUBLISH, arn)
    }

    /// A change is another version.
    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        let Some(there) = self.one(name).await? else {
            let message = format!("{} is gone; plan again", request.id);
            return Err(self.lambda.error(Class::Gone, PUBLISH, message));
        };
        // A version is the whole: what nobody changes stays.
        let mut values = there.values;
        values.extend(request.patch.clone());
        let layer: Layer = self.lambda.decode(PUBLISH, &values)?;
        let description = mark::description(&request.stack.to_string(), request.address.as_str());
        self.publish(name, &layer, &description).await?;
        self.prune(name).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let name = name_of(request.id.as_str());
        for number in self.versions(name).await? {
            self.remove(name, number).await?;
        }
        self.lambda.connection().removed(&request.id);
        Ok(())
    }

    /// The mark stands in a version, which nothing changes.
    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let known = self.read(id).await?.and_then(|live| live.identity);
        let wanted = mark::description_of(tags);
        let is = known.map(|it| mark::description(&it.stack, it.address.as_str()));
        if wanted.is_some() && wanted == is {
            return Ok(());
        }
        let message = format!(
            "the mark of {id} stands in its versions, which nothing changes: let a new layer be made, and delete this one"
        );
        Err(self.lambda.error(Class::Invalid, PUBLISH, message))
    }

    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
