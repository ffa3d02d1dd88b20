/** 512 short Spanish words that are easy to say, spell and type. */
export const words =
  'abeja abeto abril acero acto actor agua aguja aire ajuar alba alce aldea alero aleta alga alma altar amigo anca ' +
  'ancho ancla antro apio arado arca arce arco arena aries aroma arpa arpon arroz asno aspa astro atlas aula aval ' +
  'avena aviso ayuda azul babor baile balda balsa bambu banco banda barca barco barro bata baul beca beso bici ' +
  'bingo bisel blusa bocio boina bola bolsa bono borde bota bote brasa brazo brio brisa brote bruma buho buque ' +
  'burro busto cable cabo cabra cacao caja cala calco calle calma calor cama campo canal canje canoa canon canto ' +
  'caoba capa cara carga carpa carro carta casa casco catre cauce caza cebra cedro ceja celda cena cera cerca cerro ' +
  'cesta chico chopo ciclo cielo cifra cima cinco cine cinta circo cisne cita clara clase clave clima clip cobre ' +
  'coche coco codo cofre color cono copa coral coro corte cosa costa cota crema criba crin croma cruz cuba cubo ' +
  'cueva cuna cuota curso curva dado dalia dama danza datil dedo delta dieta digno dique disco doble dogma dril ' +
  'ducha dueto duna duque ebano enero erizo esqui etapa etica exito falda fama faro fase fauna favor fecha feliz ' +
  'feria fibra ficha fideo fiel fila filo finca firma flan flor flora flota foca foco folio fondo forma foro foto ' +
  'freno fresa friso fruta fruto fuego fuga funda gafas gaita gala gallo gama gamba gana ganso garra garza gato ' +
  'gema genio gesto giro globo golfo goma gorra gota grado grano grava grua grupo gruta guia habla hacha hada haya ' +
  'hebra heno hielo higo hilo himno hito hogar hoja honor hora horno hotel hoyo hucha hueso huevo humo humor icono ' +
  'idea iglu iris isla jade jamon jarra jaula jazz jefe jeque jota joven joya judo juego jugo julio junco junio ' +
  'junta kayak kilo kiwi labio lado lago lama lana lapiz largo lata lava lazo leal leche lecho lema lente leon leva ' +
  'liana libre libro lider liga lila lima limon lince linde linea lino lirio liso lista litro llama llave lobo ' +
  'local logro loma lomo lona loro lote loza lujo luna lunes lupa madre mago maiz malla malva mando mango mano ' +
  'manta mapa marca marco marea marzo masa mata mayo mecha media mejor melon menta mesa meta metal metro micra miel ' +
  'miga mimo mina mirlo misa mito moda modo molde mono mora morsa mosca motor mundo muro museo musgo nabo nardo ' +
  'nariz nata nave nido nieve noche nogal norte nota nube nudo nuez oasis oliva olivo olla olmo onda opalo oruga ' +
  'ostra oveja pala palma panal panda papel paseo pasta patio pato pausa pavo peine pera perla perro piano pino ' +
  'pipa pista plata playa pluma poema polen potro pozo prado pulpo queso radio raiz rama rana rayo regla reloj remo ' +
  'reno risa ritmo roble roca rosa rosal rueda ruta sable sala salsa salto sapo sauce savia seda sello selva silla ' +
  'sopa suelo tabla talco tallo tango tapiz tarde tarta taza techo tela tenor tigre tilo tinta toldo torre trapo ' +
  'tren trigo trono tunel vagon vaina valle vals vapor vaso vela viaje viola vuelo yate yegua yema yeso zanja zorro ' +
  'zumo';
