import type { LocationView } from '../engine/api-messages';

/** Why a place is not told: the person or the device said no, or it is not known. */
export type NoPlace = 'refused' | 'unknown';

/** Where this device is, better and better for as long as it is looked at. */
export class OwnPlace {
  place = $state.raw<LocationView>();
  trouble = $state<NoPlace>();
  #watch: number | undefined;

  /** Asks the device, which asks the person the first time. */
  start(): void {
    this.stop();
    this.trouble = undefined;
    // No secure origin, no place.
    const geolocation = (navigator as Partial<Navigator>).geolocation;
    if (!geolocation) this.trouble = 'unknown';
    else
      this.#watch = geolocation.watchPosition(
        ({ coords: { latitude: lat, longitude: lon, accuracy } }) => {
          this.trouble = undefined;
          if (accuracy <= (this.place?.accuracy ?? Infinity)) this.place = { lat, lon, accuracy };
        },
        ({ code }) => {
          if (!this.place) this.trouble = code === GeolocationPositionError.PERMISSION_DENIED ? 'refused' : 'unknown';
        },
        { enableHighAccuracy: true, timeout: 20_000 }
      );
  }

  stop(): void {
    if (this.#watch !== undefined) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = undefined;
  }
}
