//! `ec2.launch_template`. A survey is one list of templates, ⌈templates / 200⌉ calls, and one of the
//! latest versions of all templates in the region; a stack's only template is asked for by itself.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_sdk_ec2::types::{LaunchTemplateVersion, ResourceType};
use scaffold_aws_core::{Found, Tokened, first, identity_of, is_asked_for, is_made_since, taken_by};
use scaffold_kinds::Kind;
use scaffold_kinds::ec2::LaunchTemplate;
use scaffold_model::{
    KindName, Live, LiveState, PhysicalId, StackId, User, Value, Values, client_token, digest,
};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, of_stack};
use crate::{launch_template_data as data, launch_template_live as live, tags};

const LIST: &str = "DescribeLaunchTemplates";
const CREATE: &str = "CreateLaunchTemplate";
const CHANGE: &str = "CreateLaunchTemplateVersion";

/// AWS's code for a name that is taken.
const TAKEN: &str = "InvalidLaunchTemplateName.AlreadyExistsException";

/// How often the token of a version may turn out to be spent.
const ATTEMPTS: u32 = 5;

pub(crate) struct LaunchTemplates {
    ec2: Ec2,
}

type LiveTemplate = aws_sdk_ec2::types::LaunchTemplate;

impl LaunchTemplates {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn of_stack(&self, stack: &StackId) -> Result<Vec<LiveTemplate>, Error> {
        let request = self.ec2.client.describe_launch_templates().filters(of_stack(stack)).max_results(200);
        let templates = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.launch_templates, page.next_token),
        );
        let mut templates = templates.await?;
        templates.retain(|template| tags::is_of(stack, template.tags.as_ref()));
        Ok(templates)
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<LiveTemplate>, Error> {
        let request = self.ec2.client.describe_launch_templates().launch_template_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.launch_templates.unwrap_or_default()))
    }

    async fn by_name(&self, name: &str) -> Result<Option<LiveTemplate>, Error> {
        let request = self.ec2.client.describe_launch_templates().launch_template_names(name);
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        let found = first(answer.map(|answer| answer.launch_templates.unwrap_or_default()))?;
        Ok(found.filter(|template| template.launch_template_name() == Some(name)))
    }

    fn live(&self, template: LiveTemplate, version: &LaunchTemplateVersion) -> Live {
        let id = template.launch_template_id.unwrap_or_default();
        let latest = version.version_number.or(template.latest_version_number);
        Found {
            attributes: live::content(version),
            outputs: vec![
                ("arn", Some(self.ec2.connection().arn("ec2", None, &format!("launch-template/{id}")))),
                ("name", template.launch_template_name.clone()),
                ("latest_version", latest.map(|number| number.to_string())),
            ],
            tags: tags::read(template.tags.as_ref()),
            state: LiveState::Ready,
            name: template.launch_template_name,
            created: template.create_time,
            id,
        }
        .live()
    }

    /// The device that a template's image calls its root, where the template says something of it.
    async fn root(&self, operation: &str, template: &LaunchTemplate) -> Result<Option<String>, Error> {
        let Some((image, _)) = template.image.as_ref().zip(template.root_volume.as_ref()) else {
            return Ok(None);
        };
        let request = self.ec2.client.describe_images().image_ids(image);
        let answer = self.ec2.read("DescribeImages", || request.clone().send()).await;
        let found = first(answer.map(|answer| answer.images.unwrap_or_default()))?;
        let device = found.and_then(|image| image.root_device_name).filter(|device| !device.is_empty());
        device.map(Some).ok_or_else(|| {
            let message = format!(
                "what image {image} calls its root volume cannot be told: there is no such image in this \
                 region, or it is not shared with this account; check the image, or leave `root_volume` out"
            );
            self.ec2.error(Class::Invalid, operation, message)
        })
    }

    /// The template that has the name already: ours, or an error that says whose it may be.
    async fn read_back(&self, request: &CreateRequest, name: &str) -> Result<PhysicalId, Error> {
        let template = self.ec2.until_seen(|| self.by_name(name)).await?;
        let identity = template.as_ref().and_then(|it| identity_of(&tags::read(it.tags.as_ref())));
        let is_ours = identity.as_ref().is_some_and(|there| is_asked_for(request, there));
        let id = template.and_then(|template| template.launch_template_id);
        if is_ours {
            return self.ec2.made(CREATE, id);
        }
        let id = id.unwrap_or_else(|| "which cannot be seen".to_owned());
        let whose = taken_by(request, identity.as_ref(), &id);
        let message = format!("there is a launch template named `{name}` already, {id}, which {whose}");
        Err(self.ec2.error(Class::OwnedBySomeoneElse, CREATE, message))
    }

    /// Makes a version of what is there with a patch over it, and gives its number. The token follows
    /// from the content and from the version before: the same content may come back later.
    async fn new_version(
        &self,
        request: &UpdateRequest,
        (before, content): (i64, &LaunchTemplate),
    ) -> Result<i64, Error> {
        let root = self.root(CHANGE, content).await?;
        let asked = Value::List(vec![Value::Map(content.encode()), Value::from(before)]);
        let asked = digest(asked.to_json().to_string().as_bytes());
        let call = self
            .ec2
            .client
            .create_launch_template_version()
            .launch_template_id(request.id.as_str())
            .set_version_description(root.as_deref().map(live::description))
            .launch_template_data(data::request(content, root.as_deref()));
        let kind = KindName::from(LaunchTemplate::KIND);
        for attempt in 0..ATTEMPTS {
            let token = client_token(&request.stack, &request.address, &kind, &asked, attempt);
            let answer = self.ec2.write(CHANGE, || call.clone().client_token(&token).send()).await;
            match answer {
                Ok(answer) => {
                    let made = answer.launch_template_version.and_then(|version| version.version_number);
                    // The answer to a token that was used for a version long since overtaken.
                    if let Some(number) = made.filter(|number| *number > before) {
                        return Ok(number);
                    }
                }
                Err(error) if error.code.as_deref() == Some("IdempotentParameterMismatch") => {}
                Err(error) => return Err(error),
            }
        }
        let message = "every client token for this version is spent; AWS forgets tokens after some hours";
        Err(self.ec2.error(Class::Failed, CHANGE, message))
    }

    async fn change_content(&self, request: &UpdateRequest) -> Result<(), Error> {
        let gone = || self.ec2.error(Class::Gone, CHANGE, format!("{} is gone", request.id));
        let latest = self.ec2.latest_version(request.id.as_str()).await?.ok_or_else(gone)?;
        let there = live::content(&latest);
        let content: LaunchTemplate = self.ec2.decode(CHANGE, &patched(there.encode(), &request.patch))?;
        let before = latest.version_number.unwrap_or(0);
        // The reply to an earlier attempt was lost.
        let number =
            if content == there { before } else { self.new_version(request, (before, &content)).await? };
        // What is left over does no harm: the next change tries again.
        let _ = self.ec2.delete_old_versions(request.id.as_str(), number).await;
        Ok(())
    }
}

/// Values with a patch over them.
fn patched(mut values: Values, patch: &Values) -> Values {
    for (name, value) in patch.iter().filter(|(name, _)| *name != "tags") {
        values.insert(name.clone(), value.clone());
    }
    values
}

#[async_trait]
impl Provider for LaunchTemplates {
    fn kind(&self) -> KindName {
        KindName::from(LaunchTemplate::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(120),
            typical: Duration::from_secs(1),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let templates = self.of_stack(stack).await?;
        let ids: Vec<String> = templates.iter().filter_map(|it| it.launch_template_id.clone()).collect();
        let versions = self.ec2.latest_versions(&ids).await?;
        let lives = templates.into_iter().filter_map(|template| {
            let version = versions.get(template.launch_template_id()?)?;
            Some(self.live(template, version))
        });
        Ok(lives.collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(template) = self.one(id).await? else { return Ok(None) };
        let version = self.ec2.latest_version(id.as_str()).await?;
        Ok(version.map(|version| self.live(template, &version)))
    }

    /// Name and token make a second call do nothing: the token gives what the first one made, the name
    /// is taken once the token is forgotten.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let template: LaunchTemplate = self.ec2.decode(CREATE, &request.values)?;
        let nameless = || self.ec2.error(Class::Invalid, CREATE, "a launch template needs a physical name");
        let name = request.name.as_deref().ok_or_else(nameless)?;
        let root = self.root(CREATE, &template).await?;
        let call = self
            .ec2
            .client
            .create_launch_template()
            .launch_template_name(name)
            .set_version_description(root.as_deref().map(live::description))
            .launch_template_data(data::request(&template, root.as_deref()))
            .tag_specifications(tags::specification(ResourceType::LaunchTemplate, &request.tags));
        let call = &call;
        let create = |token: String| async move {
            let begun = SystemTime::now();
            match self.ec2.write(CREATE, || call.clone().client_token(&token).send()).await {
                Ok(answer) => {
                    let made = answer.launch_template.unwrap_or_else(|| LiveTemplate::builder().build());
                    let id = self.ec2.made(CREATE, made.launch_template_id.clone())?;
                    // The answer to a token that was used before may name one that was deleted since.
                    let is_alive = is_made_since(begun, made.create_time())
                        || self.by_name(name).await?.and_then(|it| it.launch_template_id).as_deref()
                            == Some(id.as_str());
                    Ok(if is_alive { Tokened::Alive(id) } else { Tokened::Dead })
                }
                Err(error) if error.code.as_deref() == Some(TAKEN) => {
                    self.read_back(request, name).await.map(Tokened::Alive)
                }
                Err(error) => Err(error),
            }
        };
        let look = || async move {
            match self.by_name(name).await? {
                Some(_) => self.read_back(request, name).await.map(Some),
                None => Ok(None),
            }
        };
        self.ec2.create_with_token::<LaunchTemplate, _, _>(CREATE, request, create, look).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        if request.patch.keys().any(|attribute| attribute != "tags") {
            self.change_content(request).await?;
        }
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.ec2.client.delete_launch_template().launch_template_id(request.id.as_str());
        let answer = self.ec2.write("DeleteLaunchTemplate", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// EC2 deletes a template whoever uses it; the order of a plan keeps groups from standing there
    /// without.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
