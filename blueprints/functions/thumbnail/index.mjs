// Makes a thumbnail of every picture under uploads/, under thumbnails/. The SDK comes with the runtime.
import { S3Client, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';

const s3 = new S3Client({});

export const handler = async (event) => {
    for (const { s3: { bucket, object } } of event.Records) {
        const key = decodeURIComponent(object.key.replaceAll('+', ' '));
        const picture = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
        const small = await shrink(await picture.Body.transformToByteArray());
        const thumbnail = key.replace(/^uploads\//, 'assets/thumbnails/');
        await s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: thumbnail, Body: small }));
    }
};

// Put a library that knows pictures beside this file, and let it do the work here.
const shrink = async (picture) => picture;
