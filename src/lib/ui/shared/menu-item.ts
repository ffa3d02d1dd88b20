import type { Component } from 'svelte';

/** One line of a menu: a place to go to, or something to do. */
export type MenuItem = {
  label: string;
  icon?: Component;
  danger?: boolean;
} & ({ href: string } | { action: () => void });
