import { expect, it } from 'vitest';
import { AppError } from '../base/errors';
import { readyFile, type Shrink } from './picked-file';

const PHOTO = new Blob(['\0\0\0\x18ftypheic with its place'], { type: 'image/heic' });
const unreadable: Shrink = () => Promise.reject(new AppError('picture-unreadable'));
const ready = (more: object, shrink: Shrink = unreadable) =>
  readyFile({ blob: PHOTO, name: 'IMG_1.HEIC', ...more }, 'standard', false, shrink);

it('a picture that can not be read here goes only when the user was asked, as a file', async () => {
  await expect(ready({})).rejects.toMatchObject({ code: 'picture-unreadable' });
  const { blob, file } = await ready({ asIs: true });
  expect(blob).toBe(PHOTO);
  expect(file).toEqual({ kind: 'file', name: 'IMG_1.HEIC', type: 'image/heic', size: PHOTO.size });
});

it('one that can be read is made to fit all the same', async () => {
  const fits = new Blob(['fits'], { type: 'image/jpeg' });
  const { blob, file } = await ready({ asIs: true }, () => Promise.resolve({ blob: fits, width: 4, height: 3 }));
  expect(blob).toBe(fits);
  expect(file).toMatchObject({ kind: 'image', name: 'IMG_1.jpg', type: 'image/jpeg', width: 4, height: 3 });
});

it('a film loses its place before it is stored', async () => {
  const film = new Blob(['\0\0\0\x0cftypisom', '\0\0\0\x0cudtahome'], { type: 'video/mp4' });
  const { blob, file } = await ready({ blob: film, name: 'a.mp4' });
  expect(await blob.text()).toBe('\0\0\0\x0cftypisom\0\0\0\x0cfree\0\0\0\0');
  expect(file).toMatchObject({ kind: 'video', type: 'video/mp4', size: film.size });
});
