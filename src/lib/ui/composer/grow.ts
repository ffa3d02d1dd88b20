import type { Attachment } from 'svelte/attachments';

/** Makes a text field as high as what it holds, within the limits of its stylesheet. */
export function grow(text: () => string): Attachment<HTMLTextAreaElement> {
  return (field) => {
    text();
    if (CSS.supports('field-sizing', 'content')) field.style.setProperty('field-sizing', 'content');
    else {
      field.style.blockSize = 'auto';
      field.style.blockSize = `${field.scrollHeight}px`;
    }
  };
}
