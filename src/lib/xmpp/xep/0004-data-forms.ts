// XEP-0004: Data Forms, 2.13.2, https://xmpp.org/extensions/xep-0004.html
import { attr, child, children, childText, el, text, type Element } from '../xml';

export const FORMS = 'jabber:x:data';

/** One field of a form. */
export interface FormField {
  name: string;
  type?: string;
  label?: string;
  required: boolean;
  values: string[];
  options: { label?: string; value: string }[];
}

/** A form to fill in, one filled in, or a result. */
export interface DataForm {
  type: 'form' | 'submit' | 'cancel' | 'result';
  title?: string;
  instructions?: string;
  fields: FormField[];
}

const TYPES = ['form', 'submit', 'cancel', 'result'] as const;
const valuesOf = (parent: Element): string[] => children(parent, 'value', FORMS).map(text);

function parseField(field: Element): FormField {
  const type = attr(field, 'type');
  const label = attr(field, 'label');
  return {
    name: attr(field, 'var') ?? '',
    ...(type !== undefined && { type }),
    ...(label !== undefined && { label }),
    required: child(field, 'required', FORMS) !== undefined,
    values: valuesOf(field),
    options: children(field, 'option', FORMS).map((option) => {
      const optionLabel = attr(option, 'label');
      return { value: valuesOf(option)[0] ?? '', ...(optionLabel !== undefined && { label: optionLabel }) };
    })
  };
}

/** Reads an `<x xmlns='jabber:x:data'/>`. */
export function parseForm(x: Element): DataForm | undefined {
  const type = TYPES.find((t) => t === attr(x, 'type'));
  if (!x.is('x', FORMS) || !type) return undefined;
  const title = childText(x, 'title', FORMS);
  const instructions = childText(x, 'instructions', FORMS);
  return {
    type,
    ...(title !== undefined && { title }),
    ...(instructions !== undefined && { instructions }),
    fields: children(x, 'field', FORMS).map(parseField)
  };
}

/** The form inside another element, if there is one. */
export function parseChildForm(parent: Element): DataForm | undefined {
  const x = child(parent, 'x', FORMS);
  return x && parseForm(x);
}

/** A field's first value. */
export function formValue(form: DataForm, name: string): string | undefined {
  return form.fields.find((field) => field.name === name)?.values[0];
}

/** What kind of form it is (XEP-0068). */
export function formType(form: DataForm): string | undefined {
  return formValue(form, 'FORM_TYPE');
}

/** A filled-in form. `type` is its `FORM_TYPE` (XEP-0068); fields without a value are left out. */
export function buildSubmit(type: string | undefined, values: [string, string | string[] | undefined][]): Element {
  const fields = values
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => el('field', { var: name }, ...[value ?? []].flat().map((v) => el('value', {}, v))));
  const hidden = type !== undefined && el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, type));
  return el('x', { xmlns: FORMS, type: 'submit' }, hidden, ...fields);
}
