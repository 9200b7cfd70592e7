use scaffold_model::{Value, Values};
use scaffold_provider::{Class, Cloud, UpdateRequest};

use crate::script::{Exchange, Replay, on, refused, reset};
use crate::{create, stack, tag_set, update};

const KIND: &str = "ec2.launch_template";
const NAME: &str = "shop-main-x-0123abcd";

fn element(created: &str, tags: &str) -> String {
    format!(
        "<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>{NAME}</launchTemplateName>\
         <createTime>{created}</createTime><defaultVersionNumber>1</defaultVersionNumber>\
         <latestVersionNumber>5</latestVersionNumber>{tags}"
    )
}

fn list(templates: &str) -> Exchange {
    on("DescribeLaunchTemplates", &format!("<launchTemplates>{templates}</launchTemplates>"))
}

fn named(tags: &str) -> Exchange {
    let template = format!("<item>{}</item>", element("2026-11-22T08:00:00Z", tags));
    list(&template).with("LaunchTemplateName.1", NAME)
}

fn version(template: &str, number: u32, data: &str) -> String {
    format!(
        "<launchTemplateId>{template}</launchTemplateId><versionNumber>{number}</versionNumber>\
         <defaultVersion>{}</defaultVersion><versionDescription>root volume /dev/xvda</versionDescription>\
         <launchTemplateData>{data}</launchTemplateData>",
        number == 1
    )
}

fn versions(items: &[String]) -> Exchange {
    let items: String = items.iter().map(|item| format!("<item>{item}</item>")).collect();
    on(
        "DescribeLaunchTemplateVersions",
        &format!("<launchTemplateVersionSet>{items}</launchTemplateVersionSet>"),
    )
}

fn latest(number: u32, instance_type: &str) -> Exchange {
    let data = format!("<instanceType>{instance_type}</instanceType>");
    versions(&[version("lt-1", number, &data)]).with("LaunchTemplateVersion.1", "$Latest")
}

/// The answer to `CreateLaunchTemplateVersion`.
fn made(number: u32) -> Exchange {
    let version = version("lt-1", number, "<instanceType>t3.small</instanceType>");
    on("CreateLaunchTemplateVersion", &format!("<launchTemplateVersion>{version}</launchTemplateVersion>"))
}

fn small() -> UpdateRequest {
    let values = [("instance_type", Value::from("t3.small")), ("detailed_monitoring", Value::from(false))];
    let values: Values = values.map(|(name, value)| (name.to_owned(), value)).into();
    update("lt-1", "instance_type", values)
}

fn request() -> scaffold_provider::CreateRequest {
    let mut request = create(&[("instance_type", "t3.small")]);
    request.values.insert("detailed_monitoring".to_owned(), Value::from(false));
    request
}

#[tokio::test]
async fn content_is_read_with_its_root_volume_by_pages_for_all_templates_at_once() {
    let data = "<imageId>ami-1</imageId><userData>aMOp</userData>\
                <blockDeviceMappingSet><item><deviceName>/dev/xvda</deviceName><ebs><volumeSize>20</volumeSize></ebs></item>\
                <item><deviceName>/dev/sdf</deviceName><ebs><volumeSize>100</volumeSize></ebs></item></blockDeviceMappingSet>\
                <tagSpecificationSet><item><resourceType>instance</resourceType><tagSet><item><key>Name</key>\
                <value>web</value></item></tagSet></item><item><resourceType>launch-template</resourceType><tagSet>\
                <item><key>scaffold:stack</key><value>x</value></item></tagSet></item></tagSpecificationSet>";
    let template = element("2026-11-22T08:00:00Z", &tag_set());
    let other = template.replace("lt-1", "lt-2");
    let first = format!(
        "<launchTemplateVersionSet><item>{}</item><item>{}</item></launchTemplateVersionSet><nextToken>two</nextToken>",
        version("lt-9", 1, ""),
        version("lt-1", 5, data)
    );
    let replay = Replay::new(vec![
        list(&format!("<item>{template}</item><item>{other}</item>"))
            .with("Filter.1.Name", "tag:scaffold:stack")
            .with("MaxResults", "200"),
        on("DescribeLaunchTemplateVersions", &first)
            .with("LaunchTemplateVersion.1", "$Latest")
            .with("MaxResults", "200"),
        versions(&[version("lt-2", 1, "")]).with("NextToken", "two"),
    ]);
    let lives = replay.cloud(None).provider(KIND).unwrap().survey(&stack()).await.unwrap();
    replay.is_over();
    assert!(replay.sent("DescribeLaunchTemplateVersions", "LaunchTemplateId").is_empty());
    let live = &lives[0];
    assert_eq!(live.value("latest_version").as_text(), Some("5"));
    assert_eq!(live.value("user_data").as_text(), Some("hé"));
    let size = |value: &Value| value.as_map().unwrap()["size_gib"].clone();
    assert_eq!(size(live.value("root_volume")), Value::from(20));
    assert_eq!(size(&live.value("block_devices").as_map().unwrap()["/dev/sdf"]), Value::from(100));
    assert_eq!(live.value("instance_tags").as_map().unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_is_a_new_version_whose_token_may_be_answered_twice() {
    let replay = Replay::new(vec![
        latest(5, "t3.micro"),
        reset("CreateLaunchTemplateVersion").with("LaunchTemplateData.InstanceType", "t3.small"),
        made(6),
        versions(&[
            version("lt-1", 6, ""),
            version("lt-1", 5, ""),
            version("lt-1", 4, ""),
            version("lt-1", 1, ""),
        ]),
    ]);
    replay.cloud(None).provider(KIND).unwrap().update(&small()).await.unwrap();
    let tokens = replay.sent("CreateLaunchTemplateVersion", "ClientToken");
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0], tokens[1]);
    replay.is_over();

    // The first attempt was carried out after all.
    let replay = Replay::new(vec![latest(6, "t3.small"), versions(&[])]);
    replay.cloud(None).provider(KIND).unwrap().update(&small()).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_token_that_stands_for_an_older_version_is_spent() {
    let mismatch =
        refused("CreateLaunchTemplateVersion", 400, "IdempotentParameterMismatch", "other parameters");
    let replay = Replay::new(vec![latest(2, "t3.micro"), made(1), mismatch, made(3)]);
    replay.cloud(None).provider(KIND).unwrap().update(&small()).await.unwrap();
    let tokens = replay.sent("CreateLaunchTemplateVersion", "ClientToken");
    assert!(tokens.len() == 3 && tokens[0] != tokens[1] && tokens[1] != tokens[2], "{tokens:?}");
    replay.is_over();

    // The same content after another version has another token.
    let later = Replay::new(vec![latest(7, "t3.micro"), made(8), versions(&[])]);
    later.cloud(None).provider(KIND).unwrap().update(&small()).await.unwrap();
    assert_ne!(later.sent("CreateLaunchTemplateVersion", "ClientToken")[0], tokens[0]);
}

#[tokio::test]
async fn old_versions_go_but_for_those_that_instances_run() {
    let all: Vec<String> = (1..=6).rev().map(|number| version("lt-1", number, "")).collect();
    let tag = "<tagSet><item><key>aws:ec2launchtemplate:version</key><value>2</value></item></tagSet>";
    let instances = format!(
        "<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>{tag}</item></instancesSet></item>\
         </reservationSet>"
    );
    let replay = Replay::new(vec![
        latest(5, "t3.micro"),
        made(6),
        versions(&all).with("LaunchTemplateId", "lt-1"),
        on("DescribeInstances", &instances).with("Filter.1.Value.1", "lt-1"),
        on("DeleteLaunchTemplateVersions", "").with("LaunchTemplateVersion.1", "3"),
    ]);
    replay.cloud(None).provider(KIND).unwrap().update(&small()).await.unwrap();
    assert!(replay.sent("DeleteLaunchTemplateVersions", "LaunchTemplateVersion.2").is_empty());
    replay.is_over();
}

#[tokio::test]
async fn versions_that_cannot_be_deleted_do_no_harm() {
    let all: Vec<String> = (1..=6).rev().map(|number| version("lt-1", number, "")).collect();
    let denied = refused("DeleteLaunchTemplateVersions", 403, "UnauthorizedOperation", "not allowed");
    let none = on("DescribeInstances", "<reservationSet/>");
    let replay = Replay::new(vec![latest(5, "t3.micro"), made(6), versions(&all), none, denied]);
    replay.cloud(None).provider(KIND).unwrap().update(&small()).await.unwrap();
    replay.is_over();
}

#[tokio::test]
async fn a_template_whose_name_is_taken_is_ours_or_an_error() {
    let taken = || {
        refused(
            "CreateLaunchTemplate",
            400,
            "InvalidLaunchTemplateName.AlreadyExistsException",
            "already in use",
        )
    };
    let replay = Replay::new(vec![taken(), named(&tag_set())]);
    let id = replay.cloud(None).provider(KIND).unwrap().create(&request()).await.unwrap();
    assert_eq!(id.as_str(), "lt-1");
    replay.is_over();

    let replay = Replay::new(vec![taken(), named("")]);
    let error = replay.cloud(None).provider(KIND).unwrap().create(&request()).await.unwrap_err();
    assert_eq!(error.class, Class::OwnedBySomeoneElse);
    assert!(error.message.contains("scaffold import vpc.main/x lt-1"), "{error}");
    replay.is_over();
}

#[tokio::test]
async fn a_token_whose_template_was_deleted_is_spent() {
    let answer = |created: &str| {
        on(
            "CreateLaunchTemplate",
            &format!("<launchTemplate>{}</launchTemplate>", element(created, &tag_set())),
        )
    };
    let gone = refused(
        "DescribeLaunchTemplates",
        400,
        "InvalidLaunchTemplateName.NotFoundException",
        "does not exist",
    );
    // Made long ago, and no longer there; then made just now.
    let replay = Replay::new(vec![answer("2020-01-01T00:00:00Z"), gone, answer("2099-01-01T00:00:00Z")]);
    replay.cloud(None).provider(KIND).unwrap().create(&request()).await.unwrap();
    let tokens = replay.sent("CreateLaunchTemplate", "ClientToken");
    assert!(tokens.len() == 2 && tokens[0] != tokens[1], "{tokens:?}");
    replay.is_over();
}

#[tokio::test]
async fn a_root_volume_goes_by_the_name_that_the_image_has_for_it() {
    let image = "<imagesSet><item><imageId>ami-1</imageId><rootDeviceName>/dev/sda1</rootDeviceName></item></imagesSet>";
    let mut request = request();
    let root = Values::from([("size_gib".to_owned(), Value::from(30))]);
    request.values.insert("image".to_owned(), Value::from("ami-1"));
    request.values.insert("root_volume".to_owned(), Value::Map(root));
    let made = format!("<launchTemplate>{}</launchTemplate>", element("2099-01-01T00:00:00Z", &tag_set()));
    let replay = Replay::new(vec![
        on("DescribeImages", image).with("ImageId.1", "ami-1"),
        on("CreateLaunchTemplate", &made)
            .with("VersionDescription", "root volume /dev/sda1")
            .with("LaunchTemplateData.BlockDeviceMapping.1.DeviceName", "/dev/sda1")
            .with("LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeSize", "30"),
    ]);
    replay.cloud(None).provider(KIND).unwrap().create(&request).await.unwrap();
    replay.is_over();

    let missing =
        refused("DescribeImages", 400, "InvalidAMIID.NotFound", "The image id '[ami-1]' does not exist");
    let replay = Replay::new(vec![missing]);
    let error = replay.cloud(None).provider(KIND).unwrap().create(&request).await.unwrap_err();
    assert!(error.class == Class::Invalid && error.message.contains("ami-1"), "{error}");
    replay.is_over();
}
