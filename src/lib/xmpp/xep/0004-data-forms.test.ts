import { describe, expect, it } from 'vitest';
import { parseFrame } from '../xml';
import { buildSubmit, formType, formValue, parseChildForm, parseForm } from './0004-data-forms';

describe('a data form', () => {
  it('is read with its fields, values and options', () => {
    const form = parseForm(
      parseFrame(
        `<x xmlns='jabber:x:data' type='form'><title>Bot Configuration</title><instructions>Fill out!</instructions>
          <field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>
          <field type='text-single' label='The name of your bot' var='botname'><required/></field>
          <field type='list-multi' label='What features?' var='features'>
            <option label='Contests'><value>contests</value></option>
            <option><value>news</value></option>
            <value>news</value><value>search</value>
          </field></x>`
      )
    );
    expect(form).toMatchObject({ type: 'form', title: 'Bot Configuration', instructions: 'Fill out!' });
    expect(form && formType(form)).toBe('jabber:bot');
    expect(form && formValue(form, 'features')).toBe('news');
    expect(form?.fields.slice(1)).toEqual([
      { name: 'botname', type: 'text-single', label: 'The name of your bot', required: true, values: [], options: [] },
      {
        name: 'features',
        type: 'list-multi',
        label: 'What features?',
        required: false,
        values: ['news', 'search'],
        options: [{ label: 'Contests', value: 'contests' }, { value: 'news' }]
      }
    ]);
  });

  it('is written, and read back', () => {
    const built = buildSubmit('urn:x', [
      ['one', 'a<b'],
      ['many', ['1', '2']],
      ['absent', undefined]
    ]);
    expect(built.toString()).toBe(
      '<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden"><value>urn:x</value></field>' +
        '<field var="one"><value>a&lt;b</value></field><field var="many"><value>1</value><value>2</value></field></x>'
    );
    const form = parseForm(parseFrame(built.toString()));
    expect(form?.fields.map((field) => [field.name, field.values])).toEqual([
      ['FORM_TYPE', ['urn:x']],
      ['one', ['a<b']],
      ['many', ['1', '2']]
    ]);
  });

  it('is nothing with a type nobody knows, or in another namespace', () => {
    expect(parseForm(parseFrame("<x xmlns='jabber:x:data' type='surprise'/>"))).toBeUndefined();
    expect(parseForm(parseFrame("<x xmlns='jabber:x:data'/>"))).toBeUndefined();
    expect(parseForm(parseFrame("<x xmlns='jabber:x:oob' type='form'/>"))).toBeUndefined();
    expect(parseChildForm(parseFrame("<query xmlns='jabber:iq:register'/>"))).toBeUndefined();
  });

  it('keeps names that a plain object would stumble over', () => {
    const form = parseForm(
      parseFrame("<x xmlns='jabber:x:data' type='result'><field var='__proto__'><value>1</value></field></x>")
    );
    expect(form && formValue(form, '__proto__')).toBe('1');
    expect(form && formValue(form, 'constructor')).toBeUndefined();
  });
});
